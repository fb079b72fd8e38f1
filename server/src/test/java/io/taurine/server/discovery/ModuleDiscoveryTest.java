package io.taurine.server.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.taurine.repeat.Schedule;
import io.taurine.repeat.Zones;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.JobContext;
import io.taurine.server.definition.Overlap;
import io.taurine.server.definition.Priority;
import io.taurine.server.definition.RetryRule;
import io.taurine.server.definition.RunsOn;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModuleDiscoveryTest {

    private static final String GREETINGS = """
            name: greetings
            version: 1.10
            description: Says hello
            capabilities: [greeting, small-talk]
            permissions: ["publish:greeting.*"]
            jobs:
              - key: greet
                handler: com.acme.Greet
            """;

    /** For handlers that do not look at it. */
    private static final JobContext NO_CONTEXT = (JobContext) Proxy.newProxyInstance(
            JobContext.class.getClassLoader(), new Class<?>[] {JobContext.class}, (proxy, method, arguments) -> {
                throw new UnsupportedOperationException(method.getName());
            });

    @TempDir
    private Path work;

    @TempDir
    private Path folder;

    private Discovery discover() {
        return Discovery.builder().providers(false).moduleFolder(folder).discover();
    }

    private static Definition<?> only(DiscoveryResult result) {
        assertThat(result.problems()).isEmpty();
        assertThat(result.definitions().all()).hasSize(1);
        return result.definitions().all().get(0);
    }

    @SuppressWarnings("unchecked")
    private static @Nullable Object run(Definition<?> definition, String name) throws Exception {
        var params = new ObjectMapper().convertValue(Map.of("name", name), (Class<?>) definition.paramsType());
        return ((Definition<Object>) definition).handler().run(params, NO_CONTEXT);
    }

    private void put(String jar, JarBuilder built) throws IOException {
        // As a careful person does: a whole file appears at once.
        Files.move(built.write(work.resolve(jar)), folder.resolve(jar), StandardCopyOption.ATOMIC_MOVE);
    }

    @Test
    void aJarWithAManifestBringsItsJobs() throws Exception {
        put("greetings.jar", new JarBuilder().handler("com.acme.Greet", "Hello").yaml(GREETINGS));

        try (var discovery = discover()) {
            var greet = only(discovery.result());
            assertThat(greet.name()).isEqualTo("greet@1");
            assertThat(greet.module()).contains("greetings");
            assertThat(run(greet, "Ada")).isEqualTo("Hello Ada");
            assertThat(discovery.result().modules())
                    .containsExactly(new JobModule(
                            "greetings",
                            "1.10",
                            "Says hello",
                            List.of("greeting", "small-talk"),
                            List.of("publish:greeting.*"),
                            "greetings.jar",
                            true,
                            List.of("greet@1")));
        }
    }

    @Test
    void allSettingsOfAJobAreRead() throws Exception {
        put("full.jar", new JarBuilder().handler("com.acme.Greet", "Hello").yaml("""
                name: full
                version: "2"
                jobs:
                  - name: greet
                    version: 3
                    handler: com.acme.Greet
                    description: Greets
                    schedule: {cron: midnight, timeZone: Europe/Berlin}
                    params: {name: Ada}
                    timeout: 90s
                    retries: 4
                    backoff: {type: exponential, delay: 2s, cap: 1h, jitter: 0.2}
                    concurrency: 7
                    processConcurrency: 3
                    priority: LOW
                    lockLifetime: 60000
                    enabledBy: GREETINGS
                    overlap: queue-one
                    singleRunning: false
                    minimalVersion: 2
                    config: {tone: warm, words: [a, b]}
                    runsOn: cpu-pool
                    keepSucceeded: 5
                    keepFailed: 6
                """));

        try (var discovery = Discovery.builder()
                .providers(false)
                .moduleFolder(folder)
                .environment(Map.of("GREETINGS", "true")::get)
                .discover()) {
            var greet = only(discovery.result());
            assertThat(greet.name()).isEqualTo("greet@3");
            assertThat(greet.description()).isEqualTo("Greets");
            assertThat(greet.schedule()).contains(Schedule.cron("0 0 * * *", Zones.parse("Europe/Berlin")));
            assertThat(greet.scheduledParams()).hasToString("Optional[{\"name\":\"Ada\"}]");
            assertThat(greet.timeout()).contains(Duration.ofSeconds(90));
            assertThat(greet.retry()).isEqualTo(new RetryRule(5, Duration.ofSeconds(2), 2, Duration.ofHours(1), 0.2));
            assertThat(greet.concurrency()).hasValue(7);
            assertThat(greet.processConcurrency()).isEqualTo(3);
            assertThat(greet.priority()).isEqualTo(Priority.LOW);
            assertThat(greet.lockLifetime()).isEqualTo(Duration.ofMinutes(1));
            assertThat(greet.isEnabled()).isTrue();
            assertThat(greet.overlap()).isEqualTo(Overlap.QUEUE_ONE);
            assertThat(greet.minimalVersion()).isEqualTo(2);
            assertThat(greet.config()).isEqualTo(Map.of("tone", "warm", "words", List.of("a", "b")));
            assertThat(greet.runsOn()).isEqualTo(RunsOn.CPU_POOL);
            assertThat(greet.keepSucceeded()).isEqualTo(5);
            assertThat(greet.keepFailed()).isEqualTo(6);
        }
    }

    @Test
    void permissionsSayWhatItsCodeMayEmitAndThoseThatAreNoneAreTold() throws Exception {
        var greet = new JarBuilder().handler("com.acme.Greet", "Hello");
        put("a.jar", greet.yaml(GREETINGS));
        put("b.jar", greet.yaml("{name: b, version: 1, jobs: [{key: anything, handler: com.acme.Greet}]}"));
        put("c.jar", greet.yaml("""
                {name: c, version: 1, jobs: [{key: nothing, handler: com.acme.Greet}],
                 permissions: ["network", "publish:a..b"]}
                """));

        try (var discovery = discover()) {
            var found = discovery.result().definitions();
            assertThat(found.newest("greet").orElseThrow().publishes()).contains(List.of("greeting.*"));
            assertThat(found.newest("anything").orElseThrow().publishes()).isEmpty();
            assertThat(found.newest("nothing").orElseThrow().publishes()).contains(List.of());
            assertThat(discovery.result().problems().stream().map(DiscoveryProblem::toString))
                    .satisfiesExactly(
                            p -> assertThat(p)
                                    .contains("c.jar!/taurine-module.yaml:2: permissions[0]")
                                    .contains("must be like publish:user.*"),
                            p -> assertThat(p).contains("permissions[1]").contains("was a..b"));
        }
    }

    @Test
    void aManifestMayBeJson() throws Exception {
        put("json.jar", new JarBuilder().handler("com.acme.Greet", "Hello").file("taurine-module.json", """
                {"name": "json", "version": "1", "jobs": [
                  {"name": "greet", "handler": "com.acme.Greet", "schedule": "every 5m", "priority": 7}]}
                """));

        try (var discovery = discover()) {
            assertThat(only(discovery.result()).schedule()).contains(Schedule.every(Duration.ofMinutes(5)));
            assertThat(only(discovery.result()).priority()).isEqualTo(new Priority(7));
        }
    }

    @Test
    void eachProblemIsToldWithFileAndLineAllAtOnceAndTheRestIsFound() throws Exception {
        put(
                "a-broken.jar",
                new JarBuilder()
                        .handler("com.acme.Greet", "Hello")
                        .source("com.acme.NoHandler", "package com.acme; public class NoHandler {}")
                        .source("com.acme.Hidden", """
                        package com.acme;
                        class Hidden implements io.taurine.server.definition.JobHandler<String> {
                            Hidden(int i) {}
                            public Object run(String s, io.taurine.server.definition.JobContext c) { return s; }
                        }
                        """)
                        .source("com.acme.Throws", """
                        package com.acme;
                        public class Throws implements io.taurine.server.definition.JobHandler<String> {
                            public Throws() { throw new IllegalStateException("no disk"); }
                            public Object run(String s, io.taurine.server.definition.JobContext c) { return s; }
                        }
                        """)
                        .source("com.acme.Raw", """
                        package com.acme;
                        @SuppressWarnings("rawtypes")
                        public class Raw implements io.taurine.server.definition.JobHandler {
                            public Object run(Object s, io.taurine.server.definition.JobContext c) { return s; }
                        }
                        """)
                        .yaml("""
                name: broken
                version: 1
                colour: red
                jobs:
                  - key: good
                    handler: com.acme.Greet
                  - key: bad.class
                    handler: com.acme.Nowhere
                  - key: bad.type
                    handler: com.acme.NoHandler
                  - key: bad.constructor
                    handler: com.acme.Hidden
                  - key: bad.start
                    handler: com.acme.Throws
                  - key: bad.raw
                    handler: com.acme.Raw
                  - key: Bad Key
                    handler: com.acme.Greet
                    schedule: "0 25 * * *"
                    timeout: soon
                    retries: -1
                    attempts: 2
                    backoff: {type: random, pause: 5s}
                    priority: URGENT
                    concurency: 5
                    version: "one"
                    minimalVersion: 0
                    overlap: maybe
                    enabled: 1
                    config: []
                  - key: good
                    handler: com.acme.Greet
                  - handler: 5
                  - text
                  - key: old
                    handler: com.acme.Greet
                    minimalVersion: 2
                """));
        Files.writeString(folder.resolve("b-nothing.jar"), "no zip");
        put("c-empty.jar", new JarBuilder().file("readme.txt", "Hello"));
        put("d-text.jar", new JarBuilder().yaml("name: d\nname: d\n"));
        put("e-text.jar", new JarBuilder().file("taurine-module.json", "{\"name\":\n\n!}"));
        put("f-good.jar", new JarBuilder().handler("com.acme.Greet", "Bye").yaml(GREETINGS));
        put("g-twice.jar", new JarBuilder().handler("com.acme.Greet", "Bye").yaml(GREETINGS));

        try (var discovery = discover()) {
            var result = discovery.result();
            assertThat(result.definitions().all()).extracting(Definition::name).containsExactly("good@1", "greet@1");
            assertThat(result.problems().stream()
                            .map(DiscoveryProblem::toString)
                            .map(text -> text.replace("a-broken.jar!/taurine-module.yaml", "a")))
                    .satisfiesExactlyInAnyOrder(
                            p -> assertThat(p).startsWith("a:3: colour: is no field; there are capabilities, "),
                            p -> assertThat(p)
                                    .isEqualTo("a:8: jobs[1].handler: there is no class com.acme.Nowhere in the jar"),
                            p -> assertThat(p)
                                    .isEqualTo("a:10: jobs[2].handler: com.acme.NoHandler does not implement"
                                            + " io.taurine.server.definition.JobHandler"),
                            p -> assertThat(p).isEqualTo("a:12: jobs[3].handler: com.acme.Hidden is not public"),
                            p -> assertThat(p)
                                    .isEqualTo("a:12: jobs[3].handler: com.acme.Hidden has no public"
                                            + " constructor without parameters"),
                            p -> assertThat(p)
                                    .contains("a:14: jobs[4].handler:")
                                    .contains("no disk"),
                            p -> assertThat(p)
                                    .contains("a:16: jobs[5].handler:")
                                    .contains("JobHandler<MyParams>"),
                            p -> assertThat(p).startsWith("a:17: jobs[6].key: The key of a definition must be"),
                            p -> assertThat(p)
                                    .startsWith("a:19: jobs[6].schedule:")
                                    .contains("hour"),
                            p -> assertThat(p).startsWith("a:20: jobs[6].timeout: 'soon' is not a duration"),
                            p -> assertThat(p).startsWith("a:21: jobs[6].retries: and attempts exclude each other"),
                            p -> assertThat(p).startsWith("a:21: jobs[6].retries: retries must be 0 or more, was -1"),
                            p -> assertThat(p).startsWith("a:23: jobs[6].backoff.type: type must be fixed or"),
                            p -> assertThat(p).startsWith("a:23: jobs[6].backoff.pause: is no field; there are cap,"),
                            p -> assertThat(p).startsWith("a:24: jobs[6].priority: priority must be LOWEST"),
                            p -> assertThat(p).startsWith("a:25: jobs[6].concurency: is no field"),
                            p -> assertThat(p).isEqualTo("a:26: jobs[6].version: must be a whole number, was \"one\""),
                            p -> assertThat(p).startsWith("a:27: jobs[6].minimalVersion: minimalVersion must be 1"),
                            p -> assertThat(p)
                                    .startsWith(
                                            "a:28: jobs[6].overlap: must be one of allow, skip, queue-one, was 'maybe'"),
                            p -> assertThat(p).isEqualTo("a:29: jobs[6].enabled: must be true or false, was 1"),
                            p -> assertThat(p).isEqualTo("a:30: jobs[6].config: must be an object, was []"),
                            p -> assertThat(p)
                                    .isEqualTo("a:31: jobs[7]: there is a definition good@1 already, in a:5:"
                                            + " jobs[0]"),
                            p -> assertThat(p).isEqualTo("a:33: jobs[8].key: is missing"),
                            p -> assertThat(p).isEqualTo("a:33: jobs[8].handler: must be a text, was 5"),
                            p -> assertThat(p).isEqualTo("a:34: jobs[9]: must be an object, was \"text\""),
                            p -> assertThat(p).startsWith("a:37: jobs[10].minimalVersion: minimalVersion of old"),
                            p -> assertThat(p).startsWith("b-nothing.jar: is no jar that can be read"),
                            p -> assertThat(p).startsWith("c-empty.jar: must have exactly one of"),
                            p -> assertThat(p)
                                    .startsWith("d-text.jar!/taurine-module.yaml:2: cannot be read: "
                                            + "Duplicate field 'name'"),
                            p -> assertThat(p).startsWith("e-text.jar!/taurine-module.json:3: cannot be read"),
                            p -> assertThat(p)
                                    .isEqualTo(
                                            "g-twice.jar: name: there is a module greetings already, in f-good.jar"));
            assertThatThrownBy(result::definitionsOrRefuse)
                    .isInstanceOf(DiscoveryFailedException.class)
                    .hasMessageContaining("jobs[6].overlap")
                    .hasMessageContaining("g-twice.jar");
        }
    }

    @Test
    void aFolderThatIsNotThereIsAProblem() {
        try (var discovery = Discovery.builder()
                .providers(false)
                .moduleFolder(folder.resolve("none"))
                .discover()) {
            assertThat(discovery.result().problems())
                    .singleElement()
                    .hasToString(folder.resolve("none") + ": there is no such folder");
        }
    }

    @Test
    void eachModuleHasItsOwnClassesEvenUnderTheSameName() throws Exception {
        put("a.jar", new JarBuilder().handler("com.acme.Greet", "Hello").yaml(GREETINGS));
        put("b.jar", new JarBuilder().handler("com.acme.Greet", "Bonjour").yaml("""
                {name: french, version: 1, jobs: [{key: saluer, handler: com.acme.Greet}]}
                """));

        try (var discovery = discover()) {
            var definitions = discovery.result().definitions();
            assertThat(run(definitions.find("greet", 1).orElseThrow(), "Ada")).isEqualTo("Hello Ada");
            assertThat(run(definitions.find("saluer", 1).orElseThrow(), "Ada")).isEqualTo("Bonjour Ada");
        }
    }

    @Test
    void modulesAreSwitchedOffAndOn() throws Exception {
        put("greetings.jar", new JarBuilder().handler("com.acme.Greet", "Hello").yaml(GREETINGS));
        var heard = new ArrayList<DiscoveryResult>();
        try (var discovery = Discovery.builder()
                .providers(false)
                .moduleFolder(folder)
                .disabledModules(Set.of("greetings"))
                .discover()) {
            discovery.listen(heard::add);

            assertThat(discovery.result().definitions().all()).isEmpty();
            assertThat(discovery.result().modules()).singleElement().satisfies(module -> {
                assertThat(module.isEnabled()).isFalse();
                assertThat(module.definitions()).containsExactly("greet@1");
            });
            assertThat(discovery.enable("greetings").isEnabled()).isTrue();
            assertThat(discovery.enable("greetings").isEnabled()).isTrue();
            assertThat(discovery.result().definitions().keys()).containsExactly("greet");
            assertThat(discovery.disable("greetings").isEnabled()).isFalse();

            assertThat(heard)
                    .extracting(result -> result.definitions().keys().size())
                    .containsExactly(1, 0);
            assertThatThrownBy(() -> discovery.enable("parting"))
                    .isInstanceOf(NoSuchModuleException.class)
                    .hasMessageContaining("parting");
        }
    }

    @Test
    void aJarIsTakenWhenItsSizeHasSettled() throws Exception {
        try (var discovery = discover()) {
            var jar = new JarBuilder()
                    .handler("com.acme.Greet", "Hello")
                    .yaml(GREETINGS)
                    .write(work.resolve("g.jar"));
            var bytes = Files.readAllBytes(jar);
            var inFolder = folder.resolve("g.jar");

            Files.write(inFolder, Arrays.copyOf(bytes, bytes.length / 2));
            discovery.look();
            Files.write(inFolder, bytes);
            discovery.look();
            assertThat(discovery.result().modules()).isEmpty();
            assertThat(discovery.result().problems()).isEmpty();

            discovery.look();
            assertThat(only(discovery.result()).name()).isEqualTo("greet@1");
        }
    }

    @Test
    void theFolderIsWatched() throws Exception {
        var heard = new CopyOnWriteArrayList<DiscoveryResult>();
        try (var discovery = Discovery.builder()
                .providers(false)
                .moduleFolder(folder)
                .scanInterval(Duration.ofMillis(10))
                .discover()) {
            discovery.listen(result -> {
                heard.add(result);
                throw new IllegalStateException("a listener that fails disturbs nobody");
            });
            discovery.start();
            discovery.start();

            put(
                    "greetings.jar",
                    new JarBuilder().handler("com.acme.Greet", "Hello").yaml(GREETINGS));
            await().until(() -> heard.size() == 1);
            var old = only(heard.get(0));

            put(
                    "greetings.jar",
                    new JarBuilder()
                            .handler("com.acme.Greet", "A very good morning,")
                            .yaml(GREETINGS));
            await().until(() -> heard.size() == 2);
            assertThat(run(only(heard.get(1)), "Ada")).isEqualTo("A very good morning, Ada");
            assertThat(run(old, "Ada"))
                    .as("a run of the old one ends as it began")
                    .isEqualTo("Hello Ada");

            Files.delete(folder.resolve("greetings.jar"));
            await().until(() -> heard.size() == 3);
            assertThat(heard.get(2).definitions().all()).isEmpty();
        }
    }
}
