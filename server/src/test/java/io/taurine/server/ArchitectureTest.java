package io.taurine.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.taurine.server");

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
    void definitionsKnowNothingOfWhatRunsThem() {
        noClasses()
                .that()
                .resideInAPackage("io.taurine.server.definition..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.taurine.server.runner..",
                        "io.taurine.server.redis..",
                        "io.taurine.server.local..",
                        "io.taurine.server.rest..",
                        "io.taurine.history..")
                .because("a handler is written once, for every runner")
                .check(CLASSES);
    }

    @Test
    void theTwoRunnersDoNotKnowEachOther() {
        noClasses()
                .that()
                .resideInAPackage("io.taurine.server.local..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.taurine.server.redis..", "io.taurine.queue..")
                .because("the local runner needs no Redis")
                .check(CLASSES);
    }

    @Test
    void servesHttpInOnePackageOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.taurine.server.rest..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.javalin..", "jakarta.servlet..", "org.eclipse.jetty..")
                .because("everything else must run without a web server")
                .check(CLASSES);
    }
}
