package io.taurine.server.runner.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taurine.server.definition.Definition;
import io.taurine.server.definition.Definitions;
import io.taurine.server.definition.ExecutionEnd;
import io.taurine.server.definition.JobContext;
import io.taurine.server.definition.JobHandler;
import io.taurine.server.runner.RunnerSetup;
import io.taurine.worker.CancellationSignal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class HooksTest {

    private static final class Handler implements JobHandler<Void> {

        @Override
        public @Nullable Object run(Void params, JobContext context) {
            return null;
        }

        @Override
        public void onStart(JobContext context) {
            throw new IllegalStateException("no start");
        }

        @Override
        public void onEnd(JobContext context, ExecutionEnd end) throws Exception {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedException();
            }
            context.logger().info("ended as {}", end);
        }
    }

    private static final class Context extends RunContext {

        private final List<String> lines = new ArrayList<>();
        private final List<String> progress = new ArrayList<>();

        Context(JobHandler<Void> handler) {
            this(Definition.of("hooks", Void.class, handler).version(2).build());
        }

        private Context(Definition<Void> definition) {
            super(definition, RunnerSetup.of(Definitions.of(definition)).build(), "17", 3, 2, 5);
        }

        @Override
        protected void addLine(String line) {
            lines.add(line);
        }

        @Override
        protected void tell(long done, long total, String message) {
            progress.add(done + "/" + total + " " + message);
        }

        @Override
        public void touch() {}

        @Override
        public CancellationSignal cancellation() {
            throw new UnsupportedOperationException();
        }
    }

    private final Handler handler = new Handler();
    private final Context context = new Context(handler);

    @Test
    void aHookThatFailsIsLoggedWithTheJobAndChangesNothing() {
        Hooks.onStart(handler, context);

        assertThat(context.lines)
                .containsExactly(
                        "WARN onStart failed, which changes nothing: java.lang.IllegalStateException: no start");
    }

    @Test
    void aHookIsNotDisturbedByTheInterruptOfItsRun() {
        Thread.currentThread().interrupt();

        Hooks.onEnd(handler, context, ExecutionEnd.CANCELLED);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(context.lines).containsExactly("INFO ended as CANCELLED");
    }

    @Test
    void aContextKnowsItsRun() throws Exception {
        assertThat(context.jobId()).isEqualTo("hooks:17");
        assertThat(context.executionId()).isEqualTo("hooks:17/3");
        assertThat(context.definitionVersion()).isEqualTo(2);
        assertThat(context.attempt()).isEqualTo(2);
        assertThat(context.<String>inMdc(() -> MDC.get("jobId") + " " + MDC.get("jobName") + " " + MDC.get("attempt")))
                .isEqualTo("hooks:17 hooks@2 2");
        assertThat(MDC.get("jobId")).isNull();
    }

    @Test
    void progressIsWithinItsTotal() {
        context.progress(0, 1, "");
        context.progress(3, 3, "all");

        assertThatThrownBy(() -> context.progress(4, 3, "")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> context.progress(-1, 3, "")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> context.progress(0, 0, "")).isInstanceOf(IllegalArgumentException.class);
        assertThat(context.progress).containsExactly("0/1 ", "3/3 all");
    }
}
