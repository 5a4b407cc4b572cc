package org.pop3spec.scenario;

import java.util.List;
import java.util.Optional;

/**
 * Reads the text of a scenario, and checks all of it that can be checked before anything is sent: its words, its expressions,
 * which names have values where, and whether it declares what it touches. The language is in docs/scenario-language.md.
 */
public final class ScenarioParser {
    /** What the names of scenario files end with. */
    public static final String ENDING = ".pop3";

    private final Vocabulary vocabulary;
    private final Expressions expressions;

    /** @param vocabulary the words that are known besides those of the language */
    public ScenarioParser(Vocabulary vocabulary, Expressions expressions) {
        this.vocabulary = vocabulary;
        this.expressions = expressions;
    }

    /**
     * Reads a scenario.
     *
     * @param id its path below the root, without ending, with {@code /}; includes are relative to it
     * @throws ScenarioException with every mistake that was found
     */
    public Scenario parse(String id, SourceFile file, IncludeSource includes) throws ScenarioException {
        Source source = Source.of(file);
        Mistakes mistakes = new Mistakes();
        Optional<FrontMatterParser.Result> front = new FrontMatterParser(source, vocabulary, mistakes).read();
        if (front.isEmpty()) {
            throw mistakes.refusal();
        }
        Parsing parsing = new Parsing(front.get().header().protocol(), vocabulary, expressions, mistakes);
        List<Statement> session;
        try {
            session = new SessionParser(parsing, includes)
                    .read(source, id + ENDING, front.get().sessionLine());
        } catch (SessionParser.TooMuch e) {
            parsing.mistakes().add(e.diagnostic());
            throw parsing.mistakes().refusal();
        }
        FrontMatter header = front.get().header();
        new TouchCheck(header.protocol(), header.touches(), expressions, parsing::report).check(session);
        int accounts = accounts(front.get(), parsing);
        if (!doesAnything(session) && parsing.mistakes().isEmpty()) {
            parsing.mistakes()
                    .add(source.diagnostic(
                            front.get().sessionLine() - 1,
                            1,
                            3,
                            "the session sends nothing and expects nothing",
                            "statements such as C: STAT and S: +OK",
                            ""));
        }
        if (!parsing.mistakes().isEmpty()) {
            throw parsing.mistakes().refusal();
        }
        return new Scenario(id, file.name(), withAccounts(header, accounts), session, file.text());
    }

    /**
     * Reads the front matter only; how many accounts the session uses is not known from that unless it says so.
     *
     * @throws ScenarioException with every mistake in it
     */
    public FrontMatter header(SourceFile file) throws ScenarioException {
        Mistakes mistakes = new Mistakes();
        Optional<FrontMatterParser.Result> front = new FrontMatterParser(Source.of(file), vocabulary, mistakes).read();
        if (front.isEmpty() || !mistakes.isEmpty()) {
            throw mistakes.refusal();
        }
        return front.get().header();
    }

    /** How many accounts are needed; what goes beyond the declared count is a mistake. */
    private static int accounts(FrontMatterParser.Result front, Parsing parsing) {
        int used =
                parsing.accounts().stream().mapToInt(AccountUse::account).max().orElse(0);
        front.accounts()
                .ifPresent(declared -> parsing.accounts().stream()
                        .filter(use -> use.account() > declared)
                        .forEach(use -> parsing.mistakes().add(use.ifMissing())));
        return front.accounts().orElse(used);
    }

    private static boolean doesAnything(List<Statement> session) {
        for (Statement statement : session) {
            if (statement instanceof Statement.When when) {
                if (doesAnything(when.then()) || doesAnything(when.otherwise())) {
                    return true;
                }
            } else if (statement instanceof Statement.Repeat repeat) {
                if (doesAnything(repeat.body())) {
                    return true;
                }
            } else if (!(statement instanceof Statement.Let
                    || statement instanceof Statement.Wait
                    || statement instanceof Statement.Assert
                    || statement instanceof Statement.Observe
                    || statement instanceof Statement.ReportFinding
                    || statement instanceof Statement.Conclude)) {
                return true;
            }
        }
        return false;
    }

    private static FrontMatter withAccounts(FrontMatter h, int accounts) {
        return new FrontMatter(
                h.title(),
                h.spec(),
                h.level(),
                h.requirement(),
                h.covers(),
                h.impact(),
                h.mailbox(),
                h.unread(),
                h.touches(),
                h.requires(),
                h.unless(),
                h.protocol(),
                h.channel(),
                accounts,
                h.dependsOn(),
                h.tags(),
                h.aliases(),
                h.timeout(),
                h.slow(),
                h.faults(),
                h.persona());
    }
}
