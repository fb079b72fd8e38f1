package io.taurine.history;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.taurine.history");

    @Test
    void knowsNeitherWorkersNorTheServerNorTheDriverOfRedis() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.taurine.worker..", "io.taurine.server..", "io.lettuce..", "..queue.internal..")
                .because("the starter keeps a history without a server")
                .check(CLASSES);
    }

    @Test
    void showsNothingOfTheLibrariesThatItUses() {
        noMethods()
                .that()
                .arePublic()
                .and()
                .areDeclaredInClassesThat()
                .arePublic()
                .should()
                .haveRawReturnType(describe(
                        "of Jdbi, Flyway or Jackson",
                        type -> type.getPackageName().startsWith("org.jdbi")
                                || type.getPackageName().startsWith("org.flywaydb")
                                || type.getPackageName().startsWith("com.fasterxml")))
                .because("they may be exchanged")
                .check(CLASSES);
    }
}
