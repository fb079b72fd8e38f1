package io.taurine.inline;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.taurine.inline");

    @Test
    void opensNoSocketAndStartsNoThread() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.net..", "java.nio.channels..", "io.netty.channel..")
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(Thread.class, java.util.concurrent.Executors.class)
                .because("a unit test has one thread and no Redis")
                .check(CLASSES);
    }

    @Test
    void knowsNothingOfWhatAWorkerIs() {
        noClasses()
                .that()
                .resideInAPackage("io.taurine.inline.internal..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.taurine.worker..")
                .because("workers run by themselves here as there: what they do must not be written twice")
                .check(CLASSES);
    }

    @Test
    void theDriverAndTheInterpreterStayInTheMemory() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.taurine.inline.internal.memory..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.lettuce..", "io.netty..", "org.luaj..")
                .check(CLASSES);
    }
}
