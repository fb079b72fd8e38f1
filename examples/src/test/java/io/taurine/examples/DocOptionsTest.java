package io.taurine.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.job.JobOptions;
import io.taurine.queue.JobOperationException;
import io.taurine.queue.check.CheckOptions;
import io.taurine.queue.check.FindingKind;
import io.taurine.queue.connection.RedisOptions;
import io.taurine.queue.events.QueueEvent;
import io.taurine.worker.ActiveJob;
import io.taurine.worker.ManualWorker;
import io.taurine.worker.Worker;
import io.taurine.worker.WorkerBuilder;
import io.taurine.worker.WorkerListener;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** No option, listener method, event or exception is left out of the page that lists them. */
class DocOptionsTest {

    private static final Set<String> NOT_OPTIONS = Set.of("of", "build", "equals", "hashCode", "toString", "close");

    static Stream<Arguments> pagesOfTypes() {
        return Stream.of(
                Arguments.of("job-options.md", JobOptions.Builder.class),
                Arguments.of("workers.md", WorkerBuilder.class),
                Arguments.of("workers.md", WorkerListener.class),
                Arguments.of("workers.md", Worker.class),
                Arguments.of("workers.md", ActiveJob.class),
                Arguments.of("workers.md", ManualWorker.class),
                Arguments.of("fsck.md", CheckOptions.Builder.class),
                Arguments.of("connections.md", RedisOptions.Builder.class));
    }

    @ParameterizedTest
    @MethodSource("pagesOfTypes")
    void everyMethodIsNamedOnItsPage(String page, Class<?> type) {
        var text = Docs.read(Docs.ROOT.resolve("docs").resolve(page));

        var missing = Arrays.stream(type.getDeclaredMethods())
                .filter(DocOptionsTest::isOfUsers)
                .map(Method::getName)
                .filter(name ->
                        !Pattern.compile("`" + name + "\\b").matcher(text).find());

        assertThat(missing)
                .as("methods of %s that docs/%s does not name", type.getSimpleName(), page)
                .isEmpty();
    }

    private static boolean isOfUsers(Method method) {
        return Modifier.isPublic(method.getModifiers())
                && !method.isSynthetic()
                && !NOT_OPTIONS.contains(method.getName());
    }

    @Test
    void everyEventIsNamedOnItsPage() {
        var text = Docs.read(Docs.ROOT.resolve("docs/events.md"));

        Arrays.stream(QueueEvent.class.getDeclaredClasses())
                .filter(Class::isRecord)
                .forEach(event -> assertThat(text).contains("`" + event.getSimpleName() + "`"));
    }

    @Test
    void everyExceptionOfTheQueueIsNamedOnItsPage() throws ReflectiveOperationException {
        var text = Docs.read(Docs.ROOT.resolve("docs/errors-and-retries.md"));
        var folder =
                Docs.ROOT.resolve("redis-queue/src/main/java/io/taurine/queue").toFile();

        for (var file : folder.list((dir, name) -> name.endsWith("Exception.java"))) {
            var name = file.replace(".java", "");
            var type = Class.forName(JobOperationException.class.getPackageName() + "." + name);
            if (!Modifier.isAbstract(type.getModifiers())) {
                assertThat(text).contains("`" + name + "`");
            }
        }
    }

    @Test
    void everyFindingOfACheckIsExplained() {
        var text = Docs.read(Docs.ROOT.resolve("docs/fsck.md"));

        assertThat(FindingKind.values()).allMatch(kind -> text.contains("| `" + kind + "` |"));
    }
}
