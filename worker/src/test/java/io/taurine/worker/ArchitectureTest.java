package io.taurine.worker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.taurine.worker");

    @Test
    void needsMicrometerInOnePackageOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.taurine.worker.micrometer..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.micrometer..", "io.taurine.worker.micrometer..")
                .because("a worker must run without that library")
                .check(CLASSES);
    }

    @Test
    void dependsOnCoreAndRedisQueueOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.taurine.worker.micrometer..")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages(
                        "io.taurine.worker..",
                        "io.taurine.job..",
                        "io.taurine.queue..",
                        "io.github.resilience4j..",
                        "org.slf4j..",
                        "org.jspecify..",
                        "com.google.errorprone..",
                        "java..")
                .because("arrows point one way: core <- redis-queue <- worker")
                .check(CLASSES);
    }

    @Test
    void speaksToRedisOnlyThroughTheQueueModule() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.lettuce..")
                .because("redis-queue is the only room that talks to Redis")
                .check(CLASSES);
    }

    @Test
    void showsNoInternalTypeToItsUsers() {
        noClasses()
                .that()
                .arePublic()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("..internal..")
                .because("internal may change any day; what is public here may not")
                .check(CLASSES);
    }
}
