package org.pop3spec.target;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/**
 * How a recipe's server is told of an account when it runs: a request to its own interface for administrators. All of it has
 * blanks, <code>${user}</code> and <code>${password}</code> among them.
 *
 * @param method such as {@code PUT}
 * @param url where it goes, on this machine
 * @param body JSON
 */
record AccountRequest(String method, String url, String body) {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final int OK = 200;
    private static final int NO_LONGER_OK = 300;

    static AccountRequest of(RecipeEntries entries) {
        AccountRequest request = new AccountRequest(entries.text("method"), entries.text("url"), entries.text("body"));
        entries.refuseOthers();
        return request;
    }

    /**
     * Sends it; again and again as long as nobody is there, for this interface may open after the others.
     *
     * @throws IOException when it is refused, or nobody is there within a minute
     */
    void send(Map<String, String> blanks) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(Blanks.fill(url, blanks)))
                .method(method, HttpRequest.BodyPublishers.ofString(Blanks.fill(body, blanks)))
                .header("Content-Type", "application/json")
                .timeout(LIMIT)
                .build();
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .proxy(HttpClient.Builder.NO_PROXY)
                .build();
        long end = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            try {
                int status = client.send(request, HttpResponse.BodyHandlers.discarding())
                        .statusCode();
                if (status < OK || status >= NO_LONGER_OK) {
                    throw new IOException(method + " " + request.uri() + " is answered with " + status);
                }
                return;
            } catch (ConnectException e) {
                if (System.nanoTime() - end > 0) {
                    throw e;
                }
            }
            Thread.sleep(PAUSE.toMillis());
        }
    }
}
