package io.taurine.worker.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.taurine.worker.ActiveJob;
import io.taurine.worker.Processor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SandboxBuilderTest {

    private final SandboxBuilder<Chore> builder = Sandbox.of(Chores.class);

    /** Not public. */
    static class Hidden implements Processor<Chore> {
        @Override
        public @Nullable Object process(ActiveJob<Chore> job) {
            return null;
        }
    }

    /** No constructor that a sandbox could call. */
    public static class Demanding implements Processor<List<Chore>> {
        public Demanding(String wish) {
            assertThat(wish).isNotNull();
        }

        @Override
        public @Nullable Object process(ActiveJob<List<Chore>> job) {
            return null;
        }
    }

    @Test
    void refusesAClassThatASandboxCannotMake() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Sandbox.of(Hidden.class))
                .withMessageContaining("public class")
                .withMessageContaining(Hidden.class.getName());
        assertThatIllegalArgumentException().isThrownBy(() -> Sandbox.of(Demanding.class));
        Processor<Chore> lambda = job -> null;
        assertThatIllegalArgumentException().isThrownBy(() -> SandboxBuilder.requireUsable(lambda.getClass()));
        assertThatIllegalArgumentException().isThrownBy(() -> Sandbox.<Chore>of(" "));
    }

    @Test
    void refusesValuesOutOfRange() {
        assertThatIllegalArgumentException().isThrownBy(() -> builder.maxHeapMegabytes(7));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.maxProcesses(0));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.maxJobsPerProcess(0));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.maxAge(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.idleTimeout(Duration.ofMillis(9)));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.startTimeout(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.cancelGrace(Duration.ofMillis(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.killGrace(Duration.ofDays(10_000)));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.environment("A=B", "c"));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.classPath(Path.of("no-such-folder")));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.directory(Path.of("no-such-folder")));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.javaHome(Path.of("no-such-folder")));
    }

    @Test
    void startsNothingBeforeAJobNeedsIt() {
        try (var sandbox = builder.maxProcesses(2).build()) {
            assertThat(sandbox.processes()).isZero();
            assertThatIllegalArgumentException().isThrownBy(() -> sandbox.prestart(3));
            assertThatCode(() -> sandbox.prestart(0)).doesNotThrowAnyException();
        }
    }

    @Test
    void readsPayloadsAsTheClassDeclares() {
        assertThat(SandboxMain.payloadType(Chores.class)).isEqualTo(Chore.class);
        assertThat(SandboxMain.payloadType(Demanding.class).getTypeName())
                .isEqualTo("java.util.List<" + Chore.class.getName() + ">");
        Processor<Chore> lambda = job -> null;
        assertThat(SandboxMain.payloadType(lambda.getClass())).isEqualTo(Object.class);
    }
}
