package io.taurine.repeat;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.taurine.repeat");

    @Test
    void knowsNothingButTheJdkAndCore() {
        classes()
                .that()
                .doNotHaveSimpleName("CronTranslator")
                .and()
                .haveNameNotMatching(".*\\.ForeignField.*")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.jspecify..", "io.taurine.repeat..", "io.taurine.job..")
                .because("schedules are arithmetic: no Redis, no other room; cron-utils only reads other dialects")
                .check(CLASSES);
    }

    @Test
    void holdsNoThreads() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.Thread")
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("java.util.concurrent..")
                .because("threads belong to worker")
                .check(CLASSES);
    }

    @Test
    void hasNoClockOfItsOwn() {
        noClasses()
                .should()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(java.time.InstantSource.class)
                .because("every question carries the instant it is asked for")
                .check(CLASSES);
    }
}
