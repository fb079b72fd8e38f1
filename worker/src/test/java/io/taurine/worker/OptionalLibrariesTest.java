package io.taurine.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.taurine.testkit.TestRedis;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

/** Queues and workers run without Micrometer and OpenTelemetry on the class path. */
class OptionalLibrariesTest {

    /** Loads Taurine anew, and refuses to know the optional libraries. */
    private static final class Without extends ClassLoader {

        Without() {
            super(OptionalLibrariesTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("io.micrometer.") || name.startsWith("io.opentelemetry.")) {
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith("io.taurine.")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                var known = findLoadedClass(name);
                return known != null ? known : define(name);
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (var bytes = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (bytes == null) {
                    throw new ClassNotFoundException(name);
                }
                var code = bytes.readAllBytes();
                return defineClass(name, code, 0, code.length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** What is loaded by that class loader and must run there. */
    public static final class Program {

        private Program() {}

        public static String run(String redisUri, String queueName) {
            try (var redis = io.taurine.queue.connection.RedisConnection.connect(redisUri);
                    var queue = io.taurine.queue.Queue.of(queueName, String.class, redis);
                    var worker = Worker.of(queueName, String.class, redis, job -> "ran " + job.data())
                            .start()) {
                var job = queue.add("work", worker.queueName());
                var result = job.waitUntilFinished(java.time.Duration.ofSeconds(20), String.class);
                queue.obliterate(true);
                return result.orElseThrow();
            }
        }
    }

    @Test
    void nothingButTheirOwnPackagesNeedsThem() throws Exception {
        var loader = new Without();
        var program = loader.loadClass(Program.class.getName());

        var result = program.getMethod("run", String.class, String.class)
                .invoke(null, TestRedis.shared(), "without-optional-libraries");

        assertThat(program).isNotEqualTo(Program.class);
        assertThat(result).isEqualTo("ran without-optional-libraries");
        assertThatExceptionOfType(ClassNotFoundException.class)
                .isThrownBy(() -> loader.loadClass("io.opentelemetry.api.OpenTelemetry"));
    }
}
