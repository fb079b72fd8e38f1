package io.taurine.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class FailureTraceTest {

    private static final StackTraceElement USER = frame("com.example.Mails", "send");
    private static final StackTraceElement PROCESSOR = frame("com.example.Mails", "process");
    private static final StackTraceElement LINK = frame("io.taurine.worker.Interceptors$Link", "process");
    private static final StackTraceElement AROUND = frame("io.taurine.worker.Interceptors", "lambda$around$0");
    private static final StackTraceElement MDC = frame("io.taurine.worker.MdcInterceptor", "process");
    private static final StackTraceElement RUNNER = frame("io.taurine.worker.JobRunner", "run");
    private static final StackTraceElement POOL = frame("java.util.concurrent.ThreadPoolExecutor", "runWorker");
    private static final StackTraceElement THREAD = frame("java.lang.Thread", "run");

    @Test
    void endsWithTheProcessor() {
        var failure = failure("no route", USER, PROCESSOR, AROUND, MDC, LINK, RUNNER, POOL, THREAD);

        assertThat(FailureTrace.of(failure).lines())
                .containsExactly("java.lang.IllegalStateException: no route", "\tat " + USER, "\tat " + PROCESSOR);
    }

    @Test
    void whatStandsBetweenTheUsersInterceptorsAndTheProcessorStays() {
        var interceptor = frame("com.example.Audit", "process");
        var failure = failure("no route", PROCESSOR, LINK, interceptor, LINK, AROUND, MDC, LINK, RUNNER, THREAD);

        assertThat(FailureTrace.of(failure).lines()).hasSize(4).last().isEqualTo("\tat " + interceptor);
    }

    @Test
    void causesStayAsJavaPrintsThem() {
        var cause = failure("refused", USER, PROCESSOR, AROUND, MDC, LINK, RUNNER, THREAD);
        var failure = failure("no route", PROCESSOR, AROUND, MDC, LINK, RUNNER, THREAD);
        failure.initCause(cause);
        failure.addSuppressed(failure("not closed", USER, PROCESSOR, AROUND, MDC, LINK, RUNNER, THREAD));

        assertThat(FailureTrace.of(failure).lines())
                .containsExactly(
                        "java.lang.IllegalStateException: no route",
                        "\tat " + PROCESSOR,
                        "\tSuppressed: java.lang.IllegalStateException: not closed",
                        "\t\tat " + USER,
                        "\t\t... 6 more",
                        "Caused by: java.lang.IllegalStateException: refused",
                        "\tat " + USER,
                        "\t... 6 more");
    }

    @Test
    void aTraceWithNothingOfTheUserStaysWhole() {
        var ofTheWorker = failure("no payload", RUNNER, AROUND, MDC, LINK, RUNNER, THREAD);
        var ofAnotherThread = failure("no answer", frame("com.example.Client", "read"), THREAD);
        var withoutFrames = failure("nothing");

        assertThat(FailureTrace.of(ofTheWorker)).isEqualTo(printed(ofTheWorker));
        assertThat(FailureTrace.of(ofAnotherThread)).isEqualTo(printed(ofAnotherThread));
        assertThat(FailureTrace.of(withoutFrames)).isEqualTo(printed(withoutFrames));
    }

    @Test
    void aMessageThatLooksLikeATraceIsLeftAlone() {
        var tail = String.join(System.lineSeparator(), "", "\tat " + AROUND, "\tat " + RUNNER, "");
        var failure = failure("told: " + tail, PROCESSOR, AROUND, RUNNER);

        assertThat(FailureTrace.of(failure))
                .isEqualTo("java.lang.IllegalStateException: told: " + tail + System.lineSeparator() + "\tat "
                        + PROCESSOR + System.lineSeparator());
    }

    @Test
    void anExceptionThatPrintsItselfIsTakenAtItsWord() {
        var failure = new IllegalStateException("theirs") {
            @Override
            public void printStackTrace(PrintWriter writer) {
                writer.print("as it was elsewhere");
            }
        };
        failure.setStackTrace(new StackTraceElement[] {PROCESSOR, AROUND, RUNNER, THREAD});

        assertThat(FailureTrace.of(failure)).isEqualTo("as it was elsewhere");
    }

    private static StackTraceElement frame(String type, String method) {
        return new StackTraceElement(type, method, null, -1);
    }

    private static Throwable failure(String message, StackTraceElement... frames) {
        var failure = new IllegalStateException(message);
        failure.setStackTrace(frames);
        return failure;
    }

    private static String printed(Throwable failure) {
        var text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
