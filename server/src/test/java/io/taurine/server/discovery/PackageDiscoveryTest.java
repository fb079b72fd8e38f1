package io.taurine.server.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JavaType;
import io.taurine.repeat.Schedule;
import io.taurine.repeat.Zones;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.Priority;
import io.taurine.server.definition.RetryRule;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each test compiles the classes it looks for, so that those of one are not found by another. */
class PackageDiscoveryTest {

    private static final String HEAD = """
            package %s;
            import io.taurine.server.definition.*;
            import java.util.*;
            %s
            public %s
            """;

    @TempDir
    private Path work;

    private final JarBuilder jar = new JarBuilder();
    private @Nullable URLClassLoader loader;

    @AfterEach
    void close() throws IOException {
        if (loader != null) {
            loader.close();
        }
    }

    private void handler(String name, String annotation, String body) {
        var dot = name.lastIndexOf('.');
        jar.source(name, HEAD.formatted(name.substring(0, dot), annotation, body));
    }

    private static String taking(String name, String params) {
        return "class %s implements JobHandler<%s> { public Object run(%s p, JobContext c) { return p; } }"
                .formatted(name, params, params);
    }

    private DiscoveryResult discover(boolean providers, String... packages) throws IOException {
        loader = new URLClassLoader(
                new URL[] {jar.write(work.resolve("jobs.jar")).toUri().toURL()},
                getClass().getClassLoader());
        try (var discovery = Discovery.builder()
                .providers(providers)
                .packages(List.of(packages))
                .classLoader(loader)
                .environment(Map.of("ON", "true", "OFF", "false")::get)
                .discover()) {
            return discovery.result();
        }
    }

    @Test
    void annotatedClassesOfAPackageAndThoseBelowAreFound() throws Exception {
        handler("org.acme.Plain", "@JobDefinition(key = \"plain\")", taking("Plain", "String"));
        handler("org.acme.deep.er.Full", """
                @JobDefinition(key = "full.job", version = 3, description = "All", module = "acme", attempts = 5,
                        backoff = "PT2S", backoffFactor = 2, backoffCap = "PT1H", backoffJitter = 0.1, timeout = "PT1M",
                        concurrency = 4, processConcurrency = 2, priority = "low", lockLifetime = "PT45S",
                        cron = "0 3 * * *", timeZone = "Europe/Berlin", overlap = Overlap.SKIP, singleRunning = true,
                        minimalVersion = 2, runsOn = RunsOn.CPU_POOL, keepSucceeded = 1, keepFailed = 2,
                        config = "{\\"bucket\\": \\"photos\\", \\"sizes\\": [1, 2]}")
                """, taking("Full", "Map<String, List<Integer>>"));
        handler("org.other.Other", "@JobDefinition(key = \"other\")", taking("Other", "String"));

        var result = discover(false, "org.acme");

        assertThat(result.problems()).isEmpty();
        assertThat(result.definitions().all()).extracting(Definition::name).containsExactly("full.job@3", "plain@1");
        assertThat(result.definitions().newest("plain").orElseThrow().paramsType())
                .isEqualTo(String.class);
        var full = result.definitions().newest("full.job").orElseThrow();
        assertThat(full.module()).contains("acme");
        assertThat(full.retry()).isEqualTo(new RetryRule(5, Duration.ofSeconds(2), 2, Duration.ofHours(1), 0.1));
        assertThat(full.timeout()).contains(Duration.ofMinutes(1));
        assertThat(full.concurrency()).hasValue(4);
        assertThat(full.processConcurrency()).isEqualTo(2);
        assertThat(full.priority()).isEqualTo(Priority.LOW);
        assertThat(full.lockLifetime()).isEqualTo(Duration.ofSeconds(45));
        assertThat(full.schedule()).contains(Schedule.cron("0 3 * * *", Zones.parse("Europe/Berlin")));
        assertThat(full.isSingleRunning()).isTrue();
        assertThat(full.minimalVersion()).isEqualTo(2);
        assertThat(full.keepFailed()).isEqualTo(2);
        assertThat(full.config()).isEqualTo(Map.of("bucket", "photos", "sizes", List.of(1, 2)));
        assertThat(((JavaType) full.paramsType()).toCanonical())
                .isEqualTo("java.util.Map<java.lang.String,java.util.List<java.lang.Integer>>");
    }

    @Test
    void aConfigurationThatIsNoJsonObjectIsTold() throws Exception {
        handler("org.acme.Text", "@JobDefinition(key = \"text\", config = \"bucket\")", taking("Text", "String"));
        handler("org.acme.Lst", "@JobDefinition(key = \"list\", config = \"[1]\")", taking("Lst", "String"));

        var result = discover(false, "org.acme");

        assertThat(result.definitions().all()).isEmpty();
        assertThat(result.problems().stream().map(DiscoveryProblem::toString))
                .satisfiesExactlyInAnyOrder(
                        p -> assertThat(p).contains("org.acme.Text @JobDefinition.config: is no JSON"),
                        p -> assertThat(p)
                                .contains("org.acme.Lst @JobDefinition.config: must be a JSON object, was [1]"));
    }

    @Test
    void theParamsTypeIsFoundThroughAncestors() throws Exception {
        jar.source("org.acme.Base", """
                package org.acme;
                public abstract class Base<A, B> implements io.taurine.server.definition.JobHandler<B> {
                    public Object run(B p, io.taurine.server.definition.JobContext c) { return p; }
                }
                """);
        handler("org.acme.Child", "@JobDefinition(key = \"child\")", "class Child extends Base<String, UUID> {}");

        assertThat(discover(false, "org.acme")
                        .definitions()
                        .newest("child")
                        .orElseThrow()
                        .paramsType())
                .isEqualTo(UUID.class);
    }

    @Test
    void enabledMayDependOnTheEnvironmentOrACondition() throws Exception {
        handler("org.acme.A", "@JobDefinition(key = \"a\", enabledBy = \"ON\")", taking("A", "String"));
        handler("org.acme.B", "@JobDefinition(key = \"b\", enabledBy = \"OFF\")", taking("B", "String"));
        handler("org.acme.C", "@JobDefinition(key = \"c\", enabledBy = \"NOT_SET\")", taking("C", "String"));
        handler("org.acme.D", "@JobDefinition(key = \"d\", enabledIf = D.Never.class)", """
                class D implements JobHandler<String> {
                    public static class Never implements java.util.function.BooleanSupplier {
                        public boolean getAsBoolean() { return false; }
                    }
                    public Object run(String p, JobContext c) { return p; }
                }
                """);

        assertThat(discover(false, "org.acme").definitions().all())
                .extracting(Definition::isEnabled)
                .containsExactly(true, false, false, false);
    }

    @Test
    void aHandlerSaysWhyItCannotRunHere() throws Exception {
        handler("org.acme.A", "@JobDefinition(key = \"a\")", """
                class A implements JobHandler<String> {
                    public Optional<String> unavailable() { return Optional.of("ffmpeg is not installed"); }
                    public Object run(String p, JobContext c) { return p; }
                }
                """);
        handler("org.acme.B", "@JobDefinition(key = \"b\")", """
                class B implements JobHandler<String> {
                    public Optional<String> unavailable() { throw new IllegalStateException("who knows"); }
                    public Object run(String p, JobContext c) { return p; }
                }
                """);

        var result = discover(false, "org.acme");
        assertThat(result.problems()).isEmpty();
        assertThat(result.definitions().newest("a").orElseThrow().unavailable()).contains("ffmpeg is not installed");
        assertThat(result.definitions().newest("b").orElseThrow().unavailable().orElseThrow())
                .contains("who knows");
    }

    @Test
    void aScheduleMayBeALineOrAPreset() throws Exception {
        handler("org.acme.Line", "@JobDefinition(key = \"line\", schedule = \"every 5m\")", taking("Line", "String"));
        handler("org.acme.Noon", "@JobDefinition(key = \"noon\", schedule = \"noon\")", taking("Noon", "String"));
        handler(
                "org.acme.Zoned",
                "@JobDefinition(key = \"zoned\", cron = \"monday-9am\", timeZone = \"Europe/Berlin\")",
                taking("Zoned", "String"));

        var result = discover(false, "org.acme");

        assertThat(result.problems()).isEmpty();
        assertThat(result.definitions().newest("line").orElseThrow().schedule())
                .contains(Schedule.every(Duration.ofMinutes(5)));
        assertThat(result.definitions().newest("noon").orElseThrow().schedule())
                .contains(Schedule.cron("0 12 * * *", Zones.parse("UTC")));
        assertThat(result.definitions().newest("zoned").orElseThrow().schedule())
                .contains(Schedule.cron("0 9 * * 1", Zones.parse("Europe/Berlin")));
    }

    @Test
    void eachProblemIsToldWithItsFileAllAtOnce() throws Exception {
        handler("org.acme.Good", "@JobDefinition(key = \"good\")", taking("Good", "String"));
        handler("org.acme.Twin", "@JobDefinition(key = \"good\")", taking("Twin", "String"));
        handler("org.acme.Bad", """
                @JobDefinition(key = "Bad!", version = 0, attempts = 0, backoff = "soon", backoffFactor = 0.5,
                        backoffJitter = 2, timeout = "PT0S", concurrency = -1, processConcurrency = 0,
                        priority = "urgent", lockLifetime = "PT0.5S", cron = "0 25 * * *", timeZone = "Mars",
                        minimalVersion = 4, keepSucceeded = -1, keepFailed = -2)
                """, taking("Bad", "String"));
        handler("org.acme.Cap", """
                @JobDefinition(key = "cap", backoff = "PT10S", backoffCap = "PT5S", timeZone = "UTC", schedule = "daily")
                """, taking("Cap", "String"));
        handler(
                "org.acme.Two",
                "@JobDefinition(key = \"two\", cron = \"noon\", schedule = \"midnight\")",
                taking("Two", "String"));
        handler(
                "org.acme.Abstract",
                "@JobDefinition(key = \"abs\")",
                "abstract class Abstract implements JobHandler<String> {}");
        handler("org.acme.None", "@JobDefinition(key = \"none\")", "class None { private None() {} }");
        handler("org.acme.Inner", "", """
                class Inner { @JobDefinition(key = "inner") class Real implements JobHandler<String> {
                    public Object run(String p, JobContext c) { return p; } } }
                """);

        var result = discover(false, "org.acme", "org.nowhere");

        assertThat(result.definitions().keys()).containsExactly("good");
        var jarFile = work.resolve("jobs.jar") + "!/org/acme/";
        assertThat(result.problems().stream().map(problem -> problem.toString().replace(jarFile, "")))
                .satisfiesExactlyInAnyOrder(
                        p -> assertThat(p).isEqualTo("org.nowhere: there is no class in this package or below it"),
                        p -> assertThat(p)
                                .isEqualTo("Twin.class: org.acme.Twin: there is a definition good@1 already,"
                                        + " in Good.class: org.acme.Good"),
                        p -> assertThat(p).startsWith("Bad.class: org.acme.Bad @JobDefinition.key: The key of"),
                        p -> assertThat(p).contains("Bad.class: org.acme.Bad @JobDefinition.version: version must"),
                        p -> assertThat(p).contains("Bad @JobDefinition.attempts: attempts must be 1 or more, was 0"),
                        p -> assertThat(p).contains("Bad @JobDefinition.backoff: 'soon' is not a duration"),
                        p -> assertThat(p).contains("Bad @JobDefinition.backoffFactor: factor must be 1 to 100"),
                        p -> assertThat(p).contains("Bad @JobDefinition.backoffJitter: jitter must be 0 to 1"),
                        p -> assertThat(p).contains("Bad @JobDefinition.timeout: timeout must be more than 0"),
                        p -> assertThat(p).contains("Bad @JobDefinition.concurrency: concurrency must be 0 or more"),
                        p -> assertThat(p).contains("Bad @JobDefinition.processConcurrency: processConcurrency must"),
                        p -> assertThat(p).contains("Bad @JobDefinition.priority: priority must be LOWEST"),
                        p -> assertThat(p).contains("Bad @JobDefinition.lockLifetime: lockLifetime must be 1 s"),
                        p -> assertThat(p).contains("Bad @JobDefinition.cron:").contains("hour"),
                        p -> assertThat(p)
                                .contains("Bad @JobDefinition.timeZone:")
                                .contains("Mars"),
                        p -> assertThat(p).contains("Bad @JobDefinition.minimalVersion: must not be above"),
                        p -> assertThat(p).contains("Bad @JobDefinition.keepSucceeded: keepSucceeded must be 0"),
                        p -> assertThat(p).contains("Bad @JobDefinition.keepFailed: keepFailed must be 0"),
                        p -> assertThat(p).contains("Cap @JobDefinition.backoffCap: cap must be between delay"),
                        p -> assertThat(p).contains("Cap @JobDefinition.timeZone: goes with cron only"),
                        p -> assertThat(p)
                                .contains("Cap @JobDefinition.schedule: there is no schedule 'daily'")
                                .contains("every-6-hours, midnight, noon"),
                        p -> assertThat(p).contains("Two @JobDefinition.schedule: and cron exclude each other"),
                        p -> assertThat(p)
                                .isEqualTo("Abstract.class: org.acme.Abstract: org.acme.Abstract is abstract"),
                        p -> assertThat(p).contains("org.acme.None does not implement"),
                        p -> assertThat(p).contains("org.acme.None has no public constructor"),
                        p -> assertThat(p).contains("Inner$Real is not public"),
                        p -> assertThat(p).contains("Inner$Real has no public constructor"));
    }

    @Test
    void providersBringDefinitionsThatAreBuiltInCode() throws Exception {
        provider("Brings", "return List.of(Definition.of(\"brought\", String.class, (p, c) -> p).build());");
        provider("Throws", "throw new IllegalStateException(\"no licence\");");
        provider("BringsToo", "return List.of(Definition.of(\"brought\", String.class, (p, c) -> p).build());");
        jar.source("org.acme.Private", """
                package org.acme;
                public class Private { }
                """);
        jar.file(
                "META-INF/services/" + DefinitionProvider.class.getName(),
                "org.acme.Nowhere\norg.acme.Brings\norg.acme.Throws\norg.acme.BringsToo\norg.acme.Private\n");

        var result = discover(true);

        assertThat(result.definitions().all()).extracting(Definition::name).contains("brought@1");
        assertThat(result.problems().stream().map(DiscoveryProblem::toString))
                .satisfiesExactlyInAnyOrder(
                        p -> assertThat(p).contains("META-INF/services/").contains("org.acme.Nowhere not found"),
                        p -> assertThat(p)
                                .contains("org.acme.Throws: threw java.lang.IllegalStateException: no licence"),
                        p -> assertThat(p).contains("org.acme.BringsToo: there is a definition brought@1 already"),
                        p -> assertThat(p).contains("org.acme.Private not a subtype"));
    }

    private void provider(String name, String body) {
        jar.source("org.acme." + name, """
                package org.acme;
                import io.taurine.server.definition.*;
                import java.util.*;
                public class %s implements io.taurine.server.discovery.DefinitionProvider {
                    public Collection<Definition<?>> definitions() { %s }
                }
                """.formatted(name, body));
    }

    @Test
    void whatIsNoPackageOrIntervalIsRefused() throws Exception {
        discover(false);

        assertThatThrownBy(() -> Discovery.builder().packages(List.of("org.acme.*")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("org.acme.*");
        assertThatThrownBy(() -> Discovery.builder().scanInterval(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("scanInterval");
    }
}
