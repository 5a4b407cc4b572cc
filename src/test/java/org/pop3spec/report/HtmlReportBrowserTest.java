package org.pop3spec.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;
import org.pop3spec.Requires;
import org.pop3spec.result.Gate;
import org.pop3spec.result.Run;
import org.pop3spec.result.SampleRun;

/** The HTML report as a reader has it: opened from disk, in a real browser. */
class HtmlReportBrowserTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String DELE = "rfc1939/dele/absent-from-listing";

    @TempDir
    static Path folder;

    private static ChromeDriver browser;

    @BeforeAll
    static void start() throws Exception {
        Path chromium = Requires.chromium();
        Path driver = Requires.command("chromedriver");
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(chromium.toFile());
        options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + Files.createDirectory(folder.resolve("profile")));
        ChromeDriverService service = ChromeDriverService.createDefaultService();
        service.setExecutable(driver.toString());
        browser = new ChromeDriver(service, options);
        write(SampleRun.realistic(), "realistic.html");
        write(SampleRun.hostile(), "hostile.html");
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.quit();
        }
    }

    @AfterEach
    void backToNormal() {
        browser.executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", false));
        browser.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of()));
        browser.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
        browser.get("about:blank");
    }

    @ParameterizedTest
    @ValueSource(strings = {"realistic.html", "hostile.html"})
    void the_page_opens_without_any_request_or_complaint(String page) {
        browser.manage().logs().get(LogType.PERFORMANCE);
        browser.manage().logs().get(LogType.BROWSER);
        open(page, "");
        openEverything();
        List<String> requests = browser.manage().logs().get(LogType.PERFORMANCE).getAll().stream()
                .map(LogEntry::getMessage)
                .filter(m -> m.contains("\"Network.requestWillBeSent\""))
                .toList();
        assertThat(requests).hasSize(1).first().asString().contains(page);
        assertThat(browser.manage().logs().get(LogType.BROWSER).getAll()).isEmpty();
    }

    @Test
    void verdict_buttons_show_only_what_they_say_and_the_address_remembers() {
        open("realistic.html", "");
        assertThat(shown()).hasSize(SampleRun.realistic().results().size());
        click(".filter.fail");
        assertThat(shown()).hasSize(4).contains(DELE);
        assertThat(text("#shown")).isEqualTo("4 of 64 shown");
        click(".filter.error");
        assertThat(shown()).hasSize(5).contains("rfc1939/lock/second-session");
        String address = Objects.requireNonNull(browser.getCurrentUrl());
        assertThat(address).endsWith("#?verdict=fail%2Cerror");

        browser.get("about:blank");
        browser.get(address);
        assertThat(shown()).hasSize(5);
        assertThat(attribute(".filter.fail", "aria-pressed")).isEqualTo("true");
        click(".tools .clear");
        assertThat(shown()).hasSize(64);
        assertThat(browser.getCurrentUrl()).endsWith("realistic.html");
    }

    @Test
    void an_overview_of_thousands_of_servers_is_searched_by_name_software_and_finding() throws Exception {
        try (OutputStream out = Files.newOutputStream(folder.resolve("overview.html"))) {
            OverviewFormat.HTML.write(OverviewFilesTest.thousands(), none -> {}, Optional.empty(), out);
        }
        browser.manage().logs().get(LogType.BROWSER);
        open("overview.html", "");

        assertThat(text("#shown")).isEqualTo("3000 shown");
        search("mail27 dovecot apop");
        assertThat(text("#shown")).isEqualTo("111 of 3000 shown");
        search("cleartext-login");
        assertThat(text("#shown")).isEqualTo("1 of 3000 shown");
        search("nobody");
        assertThat(browser.findElement(By.cssSelector(".nothing")).isDisplayed())
                .isTrue();
        assertThat(browser.manage().logs().get(LogType.BROWSER).getAll()).isEmpty();
    }

    @Test
    void levels_can_be_chosen_too() {
        open("realistic.html", "");
        click(".filter[data-level=HISTORIC]");
        assertThat(shown()).containsExactly("rfc1725/last/refused");
    }

    @Test
    void the_search_finds_titles_ids_and_reasons() {
        open("realistic.html", "");
        search("SCAN marked");
        assertThat(shown()).containsExactly(DELE);
        search("announce EXPIRE");
        assertThat(shown()).containsExactly("rfc2449/expire/advertised");
        search("resp-codes/in-use");
        assertThat(shown()).containsExactly("rfc2449/resp-codes/in-use");
        search("no such thing anywhere");
        assertThat(shown()).isEmpty();
        assertThat(browser.findElement(By.cssSelector(".nothing")).isDisplayed())
                .isTrue();
        assertThat(browser.findElement(By.cssSelector("section.document")).isDisplayed())
                .isFalse();
    }

    @Test
    void the_keyboard_is_enough() {
        open("realistic.html", "");
        browser.findElement(By.tagName("body")).sendKeys("/");
        WebElement search = browser.switchTo().activeElement();
        assertThat(search.getAttribute("id")).isEqualTo("search");
        search.sendKeys("dele absent");
        assertThat(shown()).containsExactly(DELE);
        search.sendKeys(Keys.ESCAPE);
        assertThat(shown()).hasSize(64);
        browser.findElement(By.tagName("body")).sendKeys("j");
        browser.switchTo().activeElement().sendKeys("j");
        browser.switchTo().activeElement().sendKeys("k");
        browser.switchTo().activeElement().sendKeys("j");
        browser.switchTo().activeElement().sendKeys(Keys.ENTER);
        WebElement second =
                browser.findElements(By.cssSelector("details.result")).get(1);
        assertThat(second.getAttribute("open")).isNotNull();
    }

    @Test
    void a_failure_shows_script_and_transcript_with_the_failing_line_marked_in_both() {
        open("realistic.html", "#" + DELE);
        WebElement result = result(DELE);
        assertThat(result.getAttribute("open")).isNotNull();
        assertThat(result.findElement(By.cssSelector(".script .failing")).getText())
                .startsWith("S: 2 ${octets(2)}")
                .endsWith("fails here");
        assertThat(result.findElement(By.cssSelector(".wire .failing .hit")).getText())
                .isEqualTo("1 120\\r\\n");
        assertThat(result.findElements(By.cssSelector(".compare dd")).stream().map(WebElement::getText))
                .containsExactly("2 344", "1 120\\r\\n");
        WebElement link = result.findElement(By.cssSelector(".about a"));
        assertThat(link.getAttribute("href")).isEqualTo("https://www.rfc-editor.org/rfc/rfc1939#section-5");
        assertThat(link.getAttribute("rel")).isEqualTo("noreferrer noopener");
    }

    @Test
    void what_passed_is_put_into_the_page_when_it_is_opened() {
        open("realistic.html", "");
        WebElement result = result("rfc2595/stls/upgrade");
        assertThat(result.findElements(By.cssSelector(".body"))).isEmpty();
        result.findElement(By.tagName("summary")).click();
        eventually(() -> !result.findElements(By.cssSelector(".wire")).isEmpty());
        assertThat(result.findElement(By.cssSelector(".wire")).getText()).contains("TLS begins: TLSv1.3");
    }

    @Test
    void a_link_leads_to_a_result_that_the_filter_hides() {
        open("realistic.html", "#?verdict=pass");
        browser.findElement(By.cssSelector(".problems a[href='#" + DELE + "']")).click();
        eventually(() -> result(DELE).getAttribute("open") != null);
        assertThat(result(DELE).isDisplayed()).isTrue();
    }

    @Test
    void the_replay_line_can_be_copied() {
        open("realistic.html", "#" + DELE);
        WebElement button = result(DELE).findElement(By.cssSelector("button.copy"));
        button.click();
        eventually(() -> button.getText().equals("Copied"));
    }

    @Test
    void whatever_a_hostile_server_says_stays_text() {
        Set<String> usual = new TreeSet<>();
        open("realistic.html", "");
        openEverything();
        usual.addAll(elements());
        usual.addAll(attributes());
        open("hostile.html", "");
        openEverything();
        assertThat(usual).containsAll(elements()).containsAll(attributes());
        assertThat(browser.findElements(By.tagName("script"))).hasSize(1);
        assertThat(browser.findElements(By.tagName("template"))).isEmpty();
        assertThat(run("return document.body.textContent").toString())
                .contains("<script>alert('owned')</script></script><!-- ]]> -->", "onerror=alert(1)>", "&lt;b&gt;")
                .contains("\\x1b[31;1mred", "\\0NUL", "\\u{202e}");
        assertThat(browser.getTitle()).startsWith("+OK <script>alert('owned')</script></script><!-- ]]> -->");
        // the three results, and the one section that is the last of the page, are where they belong
        assertThat(browser.findElements(By.cssSelector("#scenarios .section > details.result")))
                .hasSize(3);
        assertThat(browser.findElements(By.cssSelector("main > #run"))).hasSize(1);
    }

    @Test
    void should_markup_ever_get_through_the_policy_stops_it() {
        open("realistic.html", "");
        assertThat(browser.executeAsyncScript("const done = arguments[0];"
                        + "document.addEventListener('securitypolicyviolation', e => done(e.effectiveDirective));"
                        + "const image = document.createElement('img');"
                        + "image.src = 'http://127.0.0.1:9/';"
                        + "document.body.append(image);"))
                .isEqualTo("img-src");
        assertThat(browser.executeAsyncScript("const done = arguments[0];"
                        + "try { document.body.innerHTML = '<b>x</b>'; done('let through'); }"
                        + "catch (stopped) { done(stopped.name); }"))
                .isEqualTo("TypeError");
    }

    @Test
    void without_javascript_the_verdicts_and_the_failures_can_be_read() {
        browser.executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", true));
        open("realistic.html", "");
        assertThat(browser.findElement(By.cssSelector(".tools")).isDisplayed()).isFalse();
        assertThat(browser.findElement(By.cssSelector("noscript p")).getRect().getHeight())
                .isPositive();
        WebElement result = result(DELE);
        result.findElement(By.tagName("summary")).click();
        assertThat(result.findElement(By.cssSelector(".wire")).getText()).contains("1 120\\r\\n");
        assertThat(browser.findElements(By.cssSelector("details.result"))).hasSize(64);
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void text_stands_out_from_its_background(String scheme) {
        browser.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
        open("realistic.html", "");
        openEverything();
        assertThat(run("""
                        const rgb = css => css.match(/[\\d.]+/g).map(Number);
                        const light = c => { c /= 255; return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; };
                        const luminance = ([r, g, b]) => 0.2126 * light(r) + 0.7152 * light(g) + 0.0722 * light(b);
                        const background = e => {
                          for (let at = e; at; at = at.parentElement) {
                            const c = rgb(getComputedStyle(at).backgroundColor);
                            if (c.length < 4 || c[3] > 0) return c;
                          }
                          throw new Error('the page has no background');
                        };
                        const poor = new Set();
                        for (const e of document.querySelectorAll('body *')) {
                          const own = Array.from(e.childNodes).some(n => n.nodeType === 3 && n.data.trim());
                          if (!own || !e.checkVisibility()) continue;
                          const [a, b] = [luminance(rgb(getComputedStyle(e).color)), luminance(background(e))];
                          const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
                          if (contrast < 4.5) poor.add(e.tagName + '.' + e.className + ' ' + contrast.toFixed(2));
                        }
                        return Array.from(poor);
                        """)).asInstanceOf(InstanceOfAssertFactories.LIST).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {320, 700, 1100, 1600})
    void the_page_never_has_to_be_scrolled_sideways(int width) {
        browser.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
        for (String page : List.of("realistic.html", "hostile.html")) {
            open(page, "");
            openEverything();
            assertThat(run("const page = document.documentElement; return page.scrollWidth - page.clientWidth"))
                    .as(page)
                    .isEqualTo(0L);
        }
    }

    private static void write(Run run, String name) throws Exception {
        try (OutputStream out = Files.newOutputStream(folder.resolve(name))) {
            HtmlReport.write(run, Gate.FAIL_ONLY, out);
        }
    }

    private static void open(String page, String hash) {
        browser.get("about:blank");
        browser.get(folder.resolve(page).toUri() + hash);
    }

    private static void openEverything() {
        run("document.querySelectorAll('details').forEach(d => { d.open = true; })");
        eventually(() -> browser.findElements(By.tagName("template")).isEmpty());
    }

    private static Object run(String script) {
        return browser.executeScript(script);
    }

    private static void eventually(BooleanSupplier condition) {
        new WebDriverWait(browser, PATIENCE).until(b -> condition.getAsBoolean());
    }

    private static void click(String selector) {
        browser.findElement(By.cssSelector(selector)).click();
    }

    private static void search(String words) {
        WebElement search = browser.findElement(By.id("search"));
        search.clear();
        search.sendKeys(words);
    }

    private static String text(String selector) {
        return browser.findElement(By.cssSelector(selector)).getText();
    }

    private static String attribute(String selector, String name) {
        return browser.findElement(By.cssSelector(selector)).getAttribute(name);
    }

    private static WebElement result(String id) {
        return browser.findElement(By.id(id));
    }

    private static List<String> shown() {
        return strings("Array.from(document.querySelectorAll('details.result'))"
                + ".filter(r => r.checkVisibility()).map(r => r.id)");
    }

    private static List<String> elements() {
        return strings("Array.from(document.querySelectorAll('*')).map(e => e.tagName)");
    }

    private static List<String> attributes() {
        return strings("Array.from(document.querySelectorAll('*')).flatMap(e => e.getAttributeNames())");
    }

    private static List<String> strings(String expression) {
        return ((List<?>) Objects.requireNonNull(run("return " + expression)))
                .stream().map(Object::toString).toList();
    }
}
