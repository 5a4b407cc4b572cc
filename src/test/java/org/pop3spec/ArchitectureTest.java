package org.pop3spec;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pop3spec.result.Run;

/** Holds the layers that docs/architecture.md draws. */
class ArchitectureTest {
    private static final String ROOT = "org.pop3spec";

    /** From top to bottom; each may use those below. */
    private static final List<Set<String>> LAYERS = List.of(
            Set.of("cli", "junit"),
            Set.of("proof"),
            Set.of("run", "audit"),
            Set.of("report", "refserver", "target", "baseline"),
            Set.of("session"),
            Set.of("auth", "mailbox"),
            Set.of("kerberos", "net", "yaml"),
            Set.of("scenario"),
            Set.of("result"));

    private static JavaClasses classes;

    @BeforeAll
    static void read() {
        classes = new ClassFileImporter()
                .importUrl(Run.class.getProtectionDomain().getCodeSource().getLocation());
    }

    static List<Integer> lowerLayers() {
        List<Integer> all = new ArrayList<>();
        for (int layer = 1; layer < LAYERS.size(); layer++) {
            all.add(layer);
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("lowerLayers")
    void no_package_uses_one_above_it(int layer) {
        String[] above = packages(LAYERS.subList(0, layer));
        String[] here = packages(LAYERS.subList(layer, layer + 1));

        noClasses()
                .that()
                .resideInAnyPackage(here)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(above)
                .allowEmptyShould(true)
                .check(classes);
    }

    @Test
    void packages_have_no_circles() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(classes);
    }

    @Test
    void every_package_is_in_a_layer() {
        Set<String> known = LAYERS.stream().flatMap(Set::stream).collect(Collectors.toSet());

        Set<String> found = classes.stream()
                .map(JavaClass::getPackageName)
                .map(name -> name.substring(ROOT.length()).replaceFirst("^\\.", ""))
                .map(name -> name.replaceFirst("\\..*", ""))
                .collect(Collectors.toSet());

        assertThat(known).containsAll(found);
    }

    @Test
    void reports_are_made_of_results_only() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".report..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages(List.of(Set.of(
                        "cli",
                        "junit",
                        "proof",
                        "run",
                        "audit",
                        "refserver",
                        "target",
                        "session",
                        "auth",
                        "mailbox",
                        "kerberos",
                        "net",
                        "yaml",
                        "baseline",
                        "scenario"))))
                .check(classes);
    }

    @Test
    void the_reference_server_shares_no_code_with_the_client() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".refserver..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages(List.of(Set.of(
                        "cli",
                        "junit",
                        "proof",
                        "run",
                        "audit",
                        "report",
                        "target",
                        "session",
                        "auth",
                        "mailbox",
                        "net",
                        "yaml",
                        "baseline",
                        "scenario"))))
                .check(classes);
    }

    @Test
    void only_the_command_line_ends_the_process() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".cli..")
                .should()
                .callMethod(System.class, "exit", int.class)
                .check(classes);
    }

    private static String[] packages(List<Set<String>> layers) {
        return layers.stream()
                .flatMap(Set::stream)
                .map(name -> ROOT + "." + name + "..")
                .toArray(String[]::new);
    }
}
