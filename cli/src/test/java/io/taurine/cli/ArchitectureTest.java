package io.taurine.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.taurine.cli");

    @Test
    void usesOnlyWhatAnyUserOfTheLibraryHas() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.taurine..internal..", "io.lettuce..", "io.netty..", "ch.qos.logback..")
                .because("what the program cannot do with the public API, nobody can")
                .check(CLASSES);
    }

    @Test
    void offersNothingButItsMain() {
        classes()
                .that()
                .arePublic()
                .and()
                .areTopLevelClasses()
                .should()
                .haveSimpleName("Main")
                .check(CLASSES);
    }

    @Test
    void commandsDoNotPrintPastTheirOutput() {
        noClasses()
                .that()
                .doNotHaveSimpleName("Surroundings")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .accessField(System.class, "in")
                .check(CLASSES);
    }
}
