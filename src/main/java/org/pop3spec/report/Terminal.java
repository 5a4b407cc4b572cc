package org.pop3spec.report;

import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What the place can show that the console report goes to.
 *
 * @param interactive whether a person looks at it now, so that lines may be overwritten
 * @param width in characters
 * @param colour whether it may be coloured
 * @param unicode whether characters beyond US-ASCII can be shown
 */
public record Terminal(boolean interactive, int width, boolean colour, boolean unicode) {
    /** A file or a pipe. */
    public static final Terminal NONE = new Terminal(false, 100, false, false);

    private static final int USUAL_WIDTH = 80;
    private static final int LEAST_WIDTH = 40;

    /** What standard output is now; {@code NO_COLOR}, {@code TERM=dumb} and {@code COLUMNS} are obeyed. */
    public static Terminal ofStandardOutput(Map<String, String> environment) {
        boolean unicode = standardOutputCharset().newEncoder().canEncode('\u2713');
        if (!isTerminal()) {
            return new Terminal(false, NONE.width(), false, unicode);
        }
        boolean dumb = environment.getOrDefault("TERM", "dumb").equals("dumb");
        boolean plain = !environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new Terminal(!dumb, width(environment.getOrDefault("COLUMNS", "")), !dumb && !plain, unicode);
    }

    /** {@code System.console()} alone says it up to Java 21; later it is never null and has to be asked. */
    @SuppressWarnings("SystemConsoleNull") // that null tells only on older versions is what the rest is for
    public static boolean isTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException beforeJava22) {
            return true;
        } catch (ReflectiveOperationException unknown) {
            return false;
        }
    }

    private static Charset standardOutputCharset() {
        String name = System.getProperty("stdout.encoding", System.getProperty("native.encoding", "US-ASCII"));
        return Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.US_ASCII;
    }

    private static int width(String columns) {
        int told = number(columns);
        int width = told > 0 ? told : askTerminal();
        return width > 0 ? Math.max(LEAST_WIDTH, width) : USUAL_WIDTH;
    }

    /** Shells keep COLUMNS to themselves, as a rule. */
    private static int askTerminal() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!stty.waitFor(500, TimeUnit.MILLISECONDS)) {
                stty.destroyForcibly();
                return 0;
            }
            String size = new String(stty.getInputStream().readNBytes(100), StandardCharsets.US_ASCII);
            return number(size.substring(size.indexOf(' ') + 1));
        } catch (IOException noSuchProgram) {
            return 0;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private static int number(String text) {
        String digits = text.strip();
        return digits.matches("[0-9]{1,4}") ? Integer.parseInt(digits) : 0;
    }
}
