package io.taurine.server.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.server.definition.Definition;
import io.taurine.server.definition.JobContext;
import io.taurine.server.definition.JobHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChecksumTest {

    private static final String YAML = "name: m\nversion: 1\njobs:\n  - key: greet\n    handler: com.acme.Greet\n";

    @TempDir
    private Path work;

    private String ofModule(String answer, String yaml) throws IOException {
        var folder = Files.createTempDirectory(work, "modules");
        new JarBuilder().handler("com.acme.Greet", answer).yaml(yaml).write(folder.resolve("any.jar"));
        try (var discovery =
                Discovery.builder().providers(false).moduleFolder(folder).discover()) {
            assertThat(discovery.result().problems()).isEmpty();
            return Checksum.of(discovery.result().definitions().newest("greet").orElseThrow());
        }
    }

    @Test
    void staysTheSameForTheSameClassesAndSettingsWhereverTheyLie() throws Exception {
        var first = ofModule("Hello", YAML + "    timeout: 60s\n    config: {a: 1, b: 2}\n");

        assertThat(first).matches("[0-9a-f]{64}");
        assertThat(ofModule("Hello", YAML + "\n\n    config: {b: 2, a: 1}\n    timeout: 1m\n"))
                .isEqualTo(first);
    }

    @Test
    void changesWithTheClassAndWithTheManifestEntry() throws Exception {
        var first = ofModule("Hello", YAML);

        assertThat(ofModule("Bye", YAML)).isNotEqualTo(first);
        assertThat(ofModule("Hello", YAML + "    timeout: 60s\n")).isNotEqualTo(first);
        assertThat(ofModule("Hello", YAML + "    config: {tone: warm}\n")).isNotEqualTo(first);
    }

    @Test
    void classesWithinTheHandlerCount() throws Exception {
        var source = """
                package com.acme;
                import io.taurine.server.definition.*;
                public class Greet implements JobHandler<String> {
                    public Object run(String p, JobContext c) {
                        return new Object() { public String toString() { return "%s" + Inner.name(); } }.toString();
                    }
                    static class Inner { static String name() { return "%s"; } }
                }
                """;
        assertThat(ofSource(source.formatted("a", "b")))
                .isEqualTo(ofSource(source.formatted("a", "b")))
                .isNotEqualTo(ofSource(source.formatted("x", "b")))
                .isNotEqualTo(ofSource(source.formatted("a", "x")));
    }

    private String ofSource(String source) throws IOException {
        var folder = Files.createTempDirectory(work, "modules");
        new JarBuilder().source("com.acme.Greet", source).yaml(YAML).write(folder.resolve("any.jar"));
        try (var discovery =
                Discovery.builder().providers(false).moduleFolder(folder).discover()) {
            return Checksum.of(discovery.result().definitions().newest("greet").orElseThrow());
        }
    }

    @Test
    void whatAProcessFindsAroundItDoesNotCount() {
        JobHandler<String> echo = new Echo();
        var definition = Definition.of("echo", String.class, echo);
        var config = new LinkedHashMap<String, Object>(Map.of("z", 1));

        var first = Checksum.of(definition.build());

        assertThat(Checksum.of(
                        definition.enabled(false).unavailable("no ffmpeg").build()))
                .isEqualTo(first);
        assertThat(Checksum.of(definition.timeout(Duration.ofSeconds(1)).build()))
                .isNotEqualTo(first);
        assertThat(Checksum.of(definition.config(config).build())).isNotEqualTo(first);
    }

    @Test
    void aLambdaHasTheChecksumOfTheClassItStandsIn() {
        var one =
                Definition.of("echo", String.class, (params, context) -> params).build();
        var two =
                Definition.of("echo", String.class, (params, context) -> params).build();

        assertThat(Checksum.of(one)).isEqualTo(Checksum.of(two));
    }

    private static final class Echo implements JobHandler<String> {

        @Override
        public Object run(String params, JobContext context) {
            return params;
        }
    }
}
