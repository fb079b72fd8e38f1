package io.taurine.queue;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final List<String> FOREIGN =
            List.of("io.lettuce.", "io.github.resilience4j.", "reactor.", "io.netty.");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.taurine");

    @Test
    void coreKnowsNothingOfQueues() {
        noClasses()
                .that()
                .resideInAPackage("io.taurine.job..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.taurine.queue..", "io.taurine.worker..")
                .check(CLASSES);
    }

    @Test
    void queuesKnowNothingOfWorkers() {
        noClasses()
                .that()
                .resideInAPackage("io.taurine.queue..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.taurine.worker..", "io.taurine.server..", "io.taurine.cli..")
                .check(CLASSES);
    }

    @Test
    void needsOpenTelemetryInOnePackageOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.taurine.queue.opentelemetry..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.opentelemetry..", "io.taurine.queue.opentelemetry..")
                .because("a queue must work without that library")
                .check(CLASSES);
    }

    @Test
    void theEngineRoomIsForQueuesAndWorkersOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.taurine.queue..", "io.taurine.worker..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.taurine.queue.internal..")
                .because("it may change any day")
                .check(CLASSES);
    }

    @Test
    void noSignatureThatUsersSeeHasATypeOfTheDriver() {
        methods()
                .that()
                .arePublic()
                .and()
                .areDeclaredInClassesThat(describe(
                        "users see",
                        type -> type.getPackageName().startsWith("io.taurine.queue")
                                && !type.getPackageName().contains(".internal")
                                && type.getModifiers().contains(com.tngtech.archunit.core.domain.JavaModifier.PUBLIC)))
                .should(new ArchCondition<>("be free of the driver's types") {
                    @Override
                    public void check(JavaMethod method, ConditionEvents events) {
                        method.getAllInvolvedRawTypes().stream()
                                .map(JavaClass::getName)
                                .filter(name -> FOREIGN.stream().anyMatch(name::startsWith))
                                .forEach(name -> events.add(SimpleConditionEvent.violated(
                                        method, method.getFullName() + " shows " + name)));
                    }
                })
                .check(CLASSES);
    }
}
