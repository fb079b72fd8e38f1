package io.taurine.job;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.taurine.job");

    @Test
    void knowsNoRedisAndNoOtherRoom() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.lettuce..",
                        "io.taurine.queue..",
                        "io.taurine.worker..",
                        "io.taurine.server..",
                        "org.slf4j..")
                .because("core is the vocabulary: every other module depends on it")
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
}
