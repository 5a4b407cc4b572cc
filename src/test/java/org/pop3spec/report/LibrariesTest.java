package org.pop3spec.report;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;
import org.pop3spec.result.ResultJson;

/** Heavy libraries are loaded by the class that needs them and no other, so that whoever needs none waits for none. */
class LibrariesTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .importUrl(ResultJson.class.getProtectionDomain().getCodeSource().getLocation());

    @Test
    void only_the_html_report_needs_the_template_engine() {
        noClasses()
                .that()
                .resideInAnyPackage("org.pop3spec.report", "org.pop3spec.result")
                .and()
                .doNotBelongToAnyOf(HtmlReport.class, AuditHtml.class, OverviewHtml.class, MatrixHtml.class)
                .and()
                .haveSimpleNameNotStartingWith("Jte")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("gg.jte..")
                .check(CLASSES);
    }

    @Test
    void only_results_as_json_need_jackson() {
        noClasses()
                .that()
                .resideInAnyPackage("org.pop3spec.report", "org.pop3spec.result")
                .and()
                .doNotBelongToAnyOf(ResultJson.class, AuditSarif.class)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.fasterxml..")
                .check(CLASSES);
    }

    @Test
    void only_the_bar_needs_the_progress_bar() {
        noClasses()
                .that()
                .resideInAnyPackage("org.pop3spec.report", "org.pop3spec.result")
                .and()
                .doNotBelongToAnyOf(ProgressBarView.class)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("me.tongfei..")
                .check(CLASSES);
    }

    @Test
    void only_the_command_line_needs_its_parser() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.pop3spec.cli")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("picocli..")
                .check(CLASSES);
    }

    @Test
    void only_who_looks_for_a_server_needs_a_client_of_name_servers() {
        noClasses()
                .that()
                .haveNameNotMatching(".*\\.audit\\.(Discovery|NameServers)(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.xbill..")
                .check(CLASSES);
    }

    @Test
    void only_recipes_need_containers() {
        noClasses()
                .that()
                .haveNameNotMatching(".*\\.target\\.(Recipe\\w*|ContainerLaunch|GreetingWait)(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.testcontainers..", "com.github.dockerjava..")
                .check(CLASSES);
    }

    @Test
    void only_the_front_door_for_junit_needs_junit() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.pop3spec.junit")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.junit..", "org.opentest4j..")
                .check(CLASSES);
    }
}
