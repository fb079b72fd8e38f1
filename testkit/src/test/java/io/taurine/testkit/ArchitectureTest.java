package io.taurine.testkit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.taurine.testkit");

    @Test
    void readsRedisWithoutTheCodeThatItTests() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.taurine.queue..", "io.taurine.worker..", "io.taurine.server..")
                .because("a second opinion must not come from the same source")
                .check(CLASSES);
    }

    @Test
    void onlyTheContainerTouchesTestcontainers() {
        noClasses()
                .that()
                .doNotHaveSimpleName("RedisContainer")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.testcontainers..")
                .because("loading it costs seconds and noise where no Docker engine answers")
                .check(CLASSES);
    }

    @Test
    void needsAwaitilityAndLogbackOnlyInItsOwnTests() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.awaitility..", "ch.qos.logback..")
                .check(CLASSES);
    }
}
