package io.taurine.embedded;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.taurine.embedded");

    @Test
    void dependsOnNothingElseOfTaurine() {
        noClasses()
                .should()
                .dependOnClassesThat(com.tngtech.archunit.base.DescribedPredicate.describe(
                        "belong to another module of Taurine",
                        type -> type.getPackageName().startsWith("io.taurine")
                                && !type.getPackageName().startsWith("io.taurine.embedded")))
                .check(CLASSES);
    }

    @Test
    void onlyTheChoiceOfTheExecutableKnowsTheArtifact() {
        noClasses()
                .that()
                .doNotHaveSimpleName("RedisExecutables")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("redis.embedded..")
                .check(CLASSES);
    }
}
