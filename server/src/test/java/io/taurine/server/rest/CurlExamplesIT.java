package io.taurine.server.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

import io.taurine.server.TaurineServer;
import io.taurine.server.config.ServerConfig;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs each curl line of docs/rest.md, as it stands there, against a server. */
@RedisTest
class CurlExamplesIT {

    private static final Pattern SECTION = Pattern.compile("(?ms)^### ([A-Z]+) /v1(\\S+)$.*?^```sh\\n(.*?)^```");
    private static final Pattern VARIABLE = Pattern.compile("(?m)^([A-Z_]+)=");
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String END = "--- answered ---";

    private final TestQueue redis;

    @TempDir
    private Path folder;

    CurlExamplesIT(TestQueue redis) {
        this.redis = redis;
    }

    /** A call and what stands below it. */
    private record Example(String method, String path, String script) {}

    private static List<Example> examples() throws IOException {
        var found = new ArrayList<Example>();
        var sections = SECTION.matcher(Files.readString(RestPageTest.page()));
        while (sections.find()) {
            found.add(new Example(sections.group(1), sections.group(2), sections.group(3)));
        }
        return found;
    }

    @Test
    void everyCallHasAnExample() throws IOException {
        assertThat(examples().stream().map(example -> example.method() + " " + example.path()))
                .containsExactlyInAnyOrderElementsOf(ApiDocument.load(Api.PARTS).operations().stream()
                        .map(operation -> operation.method() + " " + operation.path())
                        .toList());
    }

    @Test
    void theyRunAsTheyStand() throws Exception {
        packModule();
        try (var server = start()) {
            var variables = preamble(server);
            awaitWhatTheyNeed(server, variables);
            assertThat(failures(run(examples(), variables))).isEmpty();
        }
    }

    private TaurineServer start() {
        return TaurineServer.start(ServerConfig.parse(
                "taurine.yaml",
                "",
                Map.of(
                        "REDIS_URL", redis.redisUri(),
                        "TAURINE_REDIS_PREFIX", redis.key("server"),
                        "TAURINE_DATA_FOLDER", folder.resolve("data").toString(),
                        "TAURINE_MODULES_FOLDER", folder.resolve("modules").toString(),
                        "PORT", "0")));
    }

    private void packModule() throws IOException {
        var jar = Files.createDirectories(folder.resolve("modules")).resolve("greeter.jar");
        var name = ModuleGreeting.class.getName();
        var path = name.replace('.', '/') + ".class";
        try (var zip = new ZipOutputStream(Files.newOutputStream(jar));
                var bytes = ModuleGreeting.class.getClassLoader().getResourceAsStream(path)) {
            zip.putNextEntry(new ZipEntry("taurine-module.yaml"));
            zip.write(
                    ("name: greeter\nversion: 1.0\njobs:\n  - {key: greet, handler: " + name + "}\n").getBytes(UTF_8));
            zip.putNextEntry(new ZipEntry(path));
            assertThat(bytes).isNotNull();
            bytes.transferTo(zip);
        }
    }

    /** The variables that it sets. */
    private static Map<String, String> preamble(TaurineServer server) throws Exception {
        var script = RestPage.PREAMBLE.replaceFirst(
                "http://127.0.0.1:8080", server.apiUri().orElseThrow().toString());
        var names =
                VARIABLE.matcher(script).results().map(found -> found.group(1)).toList();
        var told = names.stream().map(name -> "echo '" + name + "='$" + name).collect(Collectors.joining("\n"));
        var printed = shell("set -e\n" + script + "\necho\n" + told, Map.of());
        var variables = new TreeMap<String, String>();
        printed.lines()
                .filter(line -> names.contains(line.split("=", 2)[0]))
                .forEach(line -> variables.put(line.split("=", 2)[0], line.split("=", 2)[1]));
        assertThat(variables).hasSize(names.size()).doesNotContainValue("");
        return variables;
    }

    private static void awaitWhatTheyNeed(TaurineServer server, Map<String, String> variables) {
        var wanted = Map.of(
                "JOB", "succeeded", "OLD", "succeeded", "DEAD", "failed", "GIVEN_UP", "failed", "RUNNING", "running");
        var jobs = server.runner().executor();
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(wanted)
                        .allSatisfy((name, status) -> assertThat(jobs.find(value(variables, name))
                                        .orElseThrow()
                                        .status()
                                        .wireName())
                                .as(name)
                                .isEqualTo(status)));
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(server.history().executions().find(variables.get("JOB") + "/1"))
                    .isPresent();
            assertThat(server.history().executions().find(variables.get("RUNNING") + "/1"))
                    .isPresent();
            assertThat(server.history().events().find(value(variables, "EVENT")))
                    .isPresent();
        });
    }

    private static String value(Map<String, String> variables, String name) {
        return Objects.requireNonNull(variables.get(name), name);
    }

    /** All in one shell, each in a shell of its own below it, and what each has printed, with its status at the end. */
    private static Map<Example, String> run(List<Example> examples, Map<String, String> variables) throws Exception {
        var script = new StringBuilder();
        for (var example : examples) {
            // a stream has no end of its own
            var most = example.script().contains("curl -sN") ? "0.5" : "60";
            script.append("(curl() { command curl --max-time ")
                    .append(most)
                    .append(" -w '\\n%{http_code}' \"$@\"; }\n")
                    .append(example.script())
                    .append(")\nprintf '\\n")
                    .append(END)
                    .append("\\n'\n");
        }
        var printed = shell(script.toString(), variables).split("\n" + END + "\n", -1);
        assertThat(printed).hasSize(examples.size() + 1);
        var answers = new LinkedHashMap<Example, String>();
        for (var i = 0; i < examples.size(); i++) {
            answers.put(examples.get(i), printed[i]);
        }
        return answers;
    }

    private static List<String> failures(Map<Example, String> answers) {
        var failures = new ArrayList<String>();
        answers.forEach((example, printed) -> {
            if (!printed.substring(printed.lastIndexOf('\n') + 1).matches("2[0-9][0-9]")) {
                failures.add(example.script() + " was answered with " + printed);
            }
        });
        return failures;
    }

    private static String shell(String script, Map<String, String> variables) throws Exception {
        var builder = new ProcessBuilder("/bin/sh", "-c", script).redirectErrorStream(true);
        builder.environment().putAll(variables);
        var process = builder.start();
        process.getOutputStream().close();
        var printed = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            fail("It did not end: " + script);
        }
        return printed;
    }
}
