package io.taurine.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ForkedJvmTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(300);

    @Test
    void talksToItsParent() {
        try (var jvm = ForkedJvm.of(Echo.class)
                .args("one", "two words")
                .systemProperty("greeting", "hello")
                .jvmOptions("-Duser.language=de")
                .maxHeapMegabytes(32)
                .start()) {
            assertThat(jvm.awaitLine(line -> line.startsWith("ready"), LONG)).isEqualTo("ready hello [one, two words]");

            jvm.send("to and fro");

            assertThat(jvm.awaitLine(line -> line.startsWith("echo"), LONG)).isEqualTo("echo to and fro");
            assertThat(jvm.lines()).hasSize(2);
            await().untilAsserted(() -> assertThat(jvm.errorLines()).contains("heap at most 32 MB"));
        }
    }

    @Test
    void reportsTheExitCode() {
        try (var jvm = started()) {
            assertThat(jvm.exitCode(SHORT)).isEmpty();

            jvm.send("exit");

            assertThat(jvm.exitCode(LONG)).hasValue(3);
        }
    }

    @Test
    void killedWithoutAnyGoodbye() {
        try (var jvm = started()) {
            jvm.kill();

            assertThat(jvm.isAlive()).isFalse();
            assertThat(jvm.exitCode(Duration.ZERO)).hasValue(137);
            assertThat(jvm.lines()).doesNotContain("goodbye");
        }
    }

    @Test
    void terminatedWithItsShutdownHooks() {
        try (var jvm = started()) {
            jvm.terminate();

            assertThat(jvm.exitCode(LONG)).hasValue(143);
            assertThat(jvm.awaitLine("goodbye"::equals, LONG)).isEqualTo("goodbye");
        }
    }

    @Test
    void killingOneThatHadEndedIsAnError() {
        try (var jvm = started()) {
            jvm.send("exit");
            assertThat(jvm.exitCode(LONG)).hasValue(3);

            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(jvm::kill)
                    .withMessageContaining("ended by itself with 3");
        }
    }

    @Test
    void aSuspendedOneAnswersOnlyWhenResumed() {
        try (var jvm = started()) {
            jvm.suspend();
            jvm.send("are you there");
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> jvm.awaitLine(line -> line.startsWith("echo"), SHORT));

            jvm.resume();

            assertThat(jvm.awaitLine(line -> line.startsWith("echo"), LONG)).isEqualTo("echo are you there");
        }
    }

    @Test
    void showsWhatWasPrintedWhenALineDoesNotCome() {
        try (var jvm = started()) {
            jvm.send("exit");

            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> jvm.awaitLine("never"::equals, LONG))
                    .withMessageContaining("ready")
                    .withMessageContaining("heap at most");
        }
    }

    @Test
    void endsWithItsParent() {
        try (var parent = ForkedJvm.start(Parent.class)) {
            var line = parent.awaitLine(text -> text.startsWith("child "), LONG);
            var child = ProcessHandle.of(Long.parseLong(line.substring("child ".length())));
            assertThat(child).get().matches(ProcessHandle::isAlive);

            parent.kill();

            await().atMost(LONG).until(() -> child.map(ProcessHandle::isAlive).orElse(false), alive -> !alive);
        }
    }

    private static ForkedJvm started() {
        var jvm = ForkedJvm.of(Echo.class).systemProperty("greeting", "hello").start();
        jvm.awaitLine(line -> line.startsWith("ready"), LONG);
        return jvm;
    }
}
