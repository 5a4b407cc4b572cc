package org.pop3spec.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.pop3spec.auth.LoginVariant;
import org.pop3spec.auth.LoginVariants;
import org.pop3spec.mailbox.Carrier;
import org.pop3spec.mailbox.Delivery;
import org.pop3spec.mailbox.Mailbox;
import org.pop3spec.result.SkipReason;
import org.pop3spec.scenario.Channel;
import org.pop3spec.scenario.FrontMatter;
import org.pop3spec.scenario.Protocol;
import org.pop3spec.scenario.Scenario;
import org.pop3spec.target.ServerProfile;
import org.pop3spec.target.Target;

/** Makes of scenarios, variants and channels the steps of a run: what is played, and what is left out and why. */
final class Plan {
    private static final String SANITY = "sanity";
    /** Of a scenario that asks whether a login works at all: played through all variants, on all channels. */
    private static final String EACH_VARIANT = "each-variant";

    /** The feature that the probe cannot see where the maildrops are filled beside the server. */
    private static final String DELIVERY = "delivery";

    private final Target target;
    private final ServerProfile profile;
    private final Choices choices;
    private final Delivery delivery;
    private final Function<String, Optional<Mailbox>> mailboxes;
    private final Permissions permissions;
    private final LoginVariants variants = new LoginVariants();
    private final Map<String, Optional<String>> obstacles = new LinkedHashMap<>();

    /** @param mailboxes the mailbox of a name */
    Plan(
            Target target,
            ServerProfile profile,
            Choices choices,
            Delivery delivery,
            Function<String, Optional<Mailbox>> mailboxes) {
        this.target = target;
        this.profile = profile;
        this.choices = choices;
        this.delivery = delivery;
        this.mailboxes = mailboxes;
        this.permissions = new Permissions(target);
    }

    /** Whether a step asks if the server is usable at all. */
    static boolean isSanity(Step step) {
        return isSanity(step.scenario());
    }

    static boolean isSanity(Scenario scenario) {
        return scenario.header().tags().contains(SANITY);
    }

    /** The steps, in the order that costs the least filling of maildrops. */
    List<Step> steps(List<Scenario> scenarios) {
        List<Step> steps = new ArrayList<>();
        for (Scenario scenario : scenarios) {
            for (String variant : variantsFor(scenario)) {
                for (Channel channel : channels(scenario, variant)) {
                    steps.add(step(scenario, channel, variant));
                }
            }
        }
        Map<String, Long> groups = steps.stream().collect(Collectors.groupingBy(Plan::group, Collectors.counting()));
        // small groups first: each costs one filling, and the big ones keep all accounts busy at the end
        return steps.stream()
                .sorted(Comparator.comparingLong((Step step) -> groups.getOrDefault(group(step), 0L))
                        .thenComparing(Plan::group)
                        .thenComparing(
                                step -> step.scenario().header().touches().size())
                        .thenComparing(Step::id))
                .toList();
    }

    private static String group(Step step) {
        return step.needs().mailbox().orElse("");
    }

    private List<Channel> channels(Scenario scenario, String variant) {
        if (scenario.header().channel().isPresent()) {
            return List.of(scenario.header().channel().get());
        }
        if (!choices.channels().isEmpty()) {
            return choices.channels();
        }
        List<Channel> usual = List.of(profile.entrance().channel());
        if (!isForEachVariant(scenario)) {
            return usual;
        }
        List<Channel> offering = Arrays.stream(Channel.values())
                .filter(channel -> offered(variant, channel))
                .toList();
        return offering.isEmpty() ? usual : offering;
    }

    private static boolean isForEachVariant(Scenario scenario) {
        return scenario.header().tags().contains(EACH_VARIANT);
    }

    private List<String> variantsFor(Scenario scenario) {
        List<String> usual = List.of(usualVariant());
        List<String> chosen = choices.variants();
        if (!Demands.usesVariant(scenario)) {
            return chosen.isEmpty() ? usual : chosen.subList(0, 1);
        } else if (!chosen.isEmpty()) {
            return chosen;
        }
        List<String> all = variants.all().stream().map(LoginVariant::name).toList();
        if (isForEachVariant(scenario)) {
            return all;
        }
        return choices.cross() ? all.stream().filter(this::offered).toList() : usual;
    }

    /**
     * As the probe came in, for that works; but where the server announces other ways only, the first of those. That it lets
     * the probe in all the same is for a scenario of its own to say.
     */
    private String usualVariant() {
        String probed = profile.entrance().variant().name();
        Channel channel = profile.entrance().channel();
        return Stream.concat(Stream.of(probed), variants.all().stream().map(LoginVariant::name))
                .filter(name -> offered(name, channel))
                .findFirst()
                .orElse(probed);
    }

    private boolean offered(String variant) {
        return Arrays.stream(Channel.values()).anyMatch(channel -> offered(variant, channel));
    }

    private boolean offered(String variant, Channel channel) {
        return profile.features().containsKey(channel)
                && variants.named(variant)
                        .filter(v -> v.offered(profile.on(channel)))
                        .isPresent();
    }

    private Step step(Scenario scenario, Channel channel, String variant) {
        Step.Needs needs = Demands.of(scenario);
        List<Integer> eligible = permissions.eligible(scenario, needs);
        Optional<SkipReason> skip = unspoken(scenario.header().protocol())
                .or(() -> unavailable(scenario.header().protocol(), channel))
                .or(() -> unsupported(scenario.header(), channel))
                .or(() -> variantUnsupported(scenario, channel, variant))
                .or(() -> lacking(needs))
                .or(() -> forbidden(scenario, needs, eligible))
                // before its mailbox is made, which may be a large one
                .or(() -> slow(scenario.header()))
                .or(() -> undeliverable(scenario, needs));
        return new Step(scenario, variant, channel, skip, eligible, needs);
    }

    private Optional<SkipReason> unspoken(Protocol protocol) {
        return protocol == Protocol.POP3 || target.cleartext(protocol).isPresent()
                ? Optional.empty()
                : Optional.of(new SkipReason(
                        SkipReason.Code.TARGET_LACKS,
                        "the target has no port for " + protocol + " (" + protocol.word()
                                + ": HOST:PORT in the target file)"));
    }

    /** Other protocols than POP3 are spoken on a port of their own, whatever channels POP3 has. */
    private Optional<SkipReason> unavailable(Protocol protocol, Channel channel) {
        return protocol == Protocol.POP3 ? unavailable(channel) : Optional.empty();
    }

    private Optional<SkipReason> unavailable(Channel channel) {
        if (profile.features().containsKey(channel)) {
            return Optional.empty();
        }
        String obstacle = profile.obstacles().getOrDefault(channel, "the target has no channel " + channel.word());
        boolean serversDoing = channel == Channel.STLS && target.pop3().isPresent();
        return Optional.of(
                new SkipReason(serversDoing ? SkipReason.Code.UNSUPPORTED : SkipReason.Code.TARGET_LACKS, obstacle));
    }

    private Optional<SkipReason> unsupported(FrontMatter header, Channel channel) {
        Set<String> features = new HashSet<>(profile.on(channel));
        if (delivery.carrier() != Carrier.NONE) {
            features.add(DELIVERY);
        }
        List<String> missing = header.requires().stream()
                .filter(feature -> !features.contains(feature))
                .toList();
        Optional<SkipReason> channelMissing = missing.stream()
                .flatMap(feature -> Arrays.stream(Channel.values())
                        .filter(other -> other.word().equals(feature)))
                .flatMap(other -> unavailable(other).stream())
                .findFirst();
        if (channelMissing.isPresent()) {
            return channelMissing;
        }
        if (!missing.isEmpty()) {
            return Optional.of(new SkipReason(
                    SkipReason.Code.UNSUPPORTED, "the server does not offer " + String.join(", ", missing)));
        }
        return header.unless().stream()
                .filter(features::contains)
                .findFirst()
                .map(feature -> new SkipReason(
                        SkipReason.Code.UNSUPPORTED, "does not apply to a server that offers " + feature));
    }

    private Optional<SkipReason> variantUnsupported(Scenario scenario, Channel channel, String name) {
        boolean asProbed = choices.variants().isEmpty()
                && !isForEachVariant(scenario)
                && channel == profile.entrance().channel()
                && name.equals(usualVariant());
        return !Demands.usesVariant(scenario) || asProbed || offered(name, channel)
                ? Optional.empty()
                : Optional.of(
                        new SkipReason(SkipReason.Code.UNSUPPORTED, "the server does not offer login by " + name));
    }

    private Optional<SkipReason> lacking(Step.Needs needs) {
        if (needs.accounts() > target.accounts().size()) {
            return Optional.of(new SkipReason(
                    SkipReason.Code.TARGET_LACKS,
                    "needs " + accounts(needs.accounts()) + ", the target has "
                            + target.accounts().size()));
        }
        Optional<Integer> limit = target.limits().connections().filter(most -> needs.connections() > most);
        return limit.map(most -> new SkipReason(
                SkipReason.Code.TARGET_LACKS,
                "opens " + needs.connections() + " connections at the same time, limits allow " + most));
    }

    private static String accounts(int count) {
        return count == 1 ? "an account" : count + " accounts";
    }

    private Optional<SkipReason> forbidden(Scenario scenario, Step.Needs needs, List<Integer> eligible) {
        return eligible.size() >= needs.accounts()
                ? Optional.empty()
                : Optional.of(permissions.refusal(scenario, needs));
    }

    private Optional<SkipReason> undeliverable(Scenario scenario, Step.Needs needs) {
        return Stream.concat(needs.mailbox().stream(), Demands.delivered(scenario).stream())
                .flatMap(name -> obstacles.computeIfAbsent(name, this::obstacle).stream())
                .findFirst()
                .map(text -> new SkipReason(SkipReason.Code.NO_DELIVERY, text));
    }

    private Optional<String> obstacle(String name) {
        return mailboxes
                .apply(name)
                .filter(mailbox -> !(delivery.carrier() == Carrier.NONE
                        && mailbox.messages().isEmpty()))
                .flatMap(delivery::cannotCarry);
    }

    private Optional<SkipReason> slow(FrontMatter header) {
        return header.slow() && !choices.slow()
                ? Optional.of(new SkipReason(SkipReason.Code.SLOW, "takes long; --slow plays it"))
                : Optional.empty();
    }

    /** What was left out for want of permission, grouped by what would allow it. */
    static List<String> leftOut(List<Step> steps) {
        Map<String, Long> byReason = steps.stream()
                .flatMap(step -> step.skip().stream())
                .filter(skip -> skip.code() == SkipReason.Code.NOT_ALLOWED)
                .collect(Collectors.groupingBy(SkipReason::text, LinkedHashMap::new, Collectors.counting()));
        return byReason.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .map(entry ->
                        entry.getValue() + (entry.getValue() == 1 ? " scenario: " : " scenarios: ") + entry.getKey())
                .toList();
    }
}
