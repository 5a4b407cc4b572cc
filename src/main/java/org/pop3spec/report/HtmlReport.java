package org.pop3spec.report;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.TemplateException;
import gg.jte.output.WriterOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.pop3spec.result.Gate;
import org.pop3spec.result.Run;

/**
 * One HTML file that needs nothing else: no network, no server, no script to be read.
 *
 * <p>All that comes from a server is text by the template engine's escaping. Should that ever fail, the page's content
 * security policy still lets only our own style sheet and script through, by their digests, and no connection at all.
 */
final class HtmlReport {
    private HtmlReport() {}

    /** Writes the report; does not close {@code out}. */
    static void write(Run run, Gate gate, OutputStream out) throws IOException {
        render("page.jte", Map.of("page", HtmlPage.of(run, gate)), resource("report.js"), out);
    }

    /**
     * Fills a template, with the one style sheet and a script that nothing else can run beside; does not close {@code out}.
     *
     * @param values what the template shows
     * @param script may be empty
     */
    static void render(String template, Map<String, Object> values, String script, OutputStream out)
            throws IOException {
        String style = resource("report.css");
        Map<String, Object> all = new HashMap<>(values);
        all.putAll(Map.of("policy", policy(style, script), "style", style, "script", script));
        // as it goes, for it may have a row for each of many servers
        Writer page = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        try {
            engine().render(template, all, new WriterOutput(page));
        } catch (TemplateException e) {
            if (e.getCause() instanceof UncheckedIOException unwritten) {
                throw unwritten.getCause();
            }
            throw e;
        }
        page.flush();
    }

    static TemplateEngine engine() {
        return TemplateEngine.createPrecompiled(
                null, ContentType.Html, HtmlReport.class.getClassLoader(), HtmlReport.class.getPackageName());
    }

    static String policy(String style, String script) {
        return "default-src 'none'; style-src '" + digest(style) + "'; script-src '" + digest(script)
                + "'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'";
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    static String resource(String name) throws IOException {
        try (InputStream in = HtmlReport.class.getResourceAsStream("/report/" + name)) {
            if (in == null) {
                throw new IOException("the build lacks report/" + name);
            }
            // a browser reads CR LF as LF, and the digest must be that of what it reads
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        }
    }
}
