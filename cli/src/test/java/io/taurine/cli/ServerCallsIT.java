package io.taurine.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.taurine.server.TaurineServer;
import io.taurine.server.config.ServerConfig;
import io.taurine.server.definition.Definition;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program against a real server. */
@RedisTest
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServerCallsIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String TOKEN = "the-token-of-an-admin";

    private final Semaphore steps = new Semaphore(0);
    private TaurineServer server;
    private String url = "";

    private Path folder = Path.of("");

    @BeforeAll
    void start(TestQueue redis, @TempDir Path data) {
        folder = data;
        var stepping = Definition.of("stepping", JsonNode.class, (params, context) -> {
                    for (var done = 1; done <= 2; done++) {
                        if (!steps.tryAcquire(60, TimeUnit.SECONDS)) {
                            throw new IllegalStateException("nobody let it go on");
                        }
                        context.progress(done, 2, "step " + done);
                        context.logger().info("did {}", done);
                    }
                    return "went";
                })
                .build();
        server = TaurineServer.start(
                ServerConfig.parse(
                        "taurine.yaml",
                        "http: {port: 0, tokens: [{name: ada, secret: " + TOKEN + ", role: admin},"
                                + " {name: vera, secret: the-token-of-a-viewer, role: viewer}]}\n",
                        Map.of(
                                "REDIS_URL", redis.redisUri(),
                                "TAURINE_REDIS_PREFIX", redis.key("server"),
                                "TAURINE_DATA_FOLDER", folder.resolve("data").toString())),
                List.of(stepping));
        url = server.apiUri().orElseThrow().toString();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private static Cli cli() {
        return Cli.on("redis://127.0.0.1:1");
    }

    private String[] withServer(String... args) {
        return Stream.concat(Stream.of(args), Stream.of("--server", url, "--token", TOKEN))
                .toArray(String[]::new);
    }

    private Cli.Run run(String... args) {
        return cli().run(withServer(args));
    }

    private String done(String... args) {
        return cli().done(withServer(args)).out().strip();
    }

    private JsonNode json(String... args) {
        return cli().json(withServer(args));
    }

    private void awaitStatus(String job, String status) {
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(json("jobs", "get", job).path("status").asText())
                                .isEqualTo(status));
    }

    @Test
    void startsAJobAndFollowsItWithLiveProgress() throws Exception {
        var out = new StringWriter();
        var surroundings = new Surroundings(
                Map.of("TAURINE_TOKEN", TOKEN),
                InputStream.nullInputStream(),
                new PrintWriter(out, true),
                new PrintWriter(new StringWriter()),
                Terminal.NONE);
        var run = new FutureTask<>(() ->
                Taurine.execute(surroundings, "jobs", "start", "stepping", "{\"a\":1}", "--follow", "--server", url));
        new Thread(run, "following").start();

        // the job goes on only when the step before was told
        await().atMost(SOON)
                .until(() ->
                        out.toString().contains("started") || out.toString().contains("running"));
        steps.release();
        await().atMost(SOON).until(() -> out.toString().contains("progress 1 of 2: step 1"));
        steps.release();

        assertThat(run.get(60, TimeUnit.SECONDS)).isZero();
        var lines = out.toString().lines().toList();
        assertThat(lines).first().asString().startsWith("Started job stepping:");
        assertThat(lines).contains("progress 2 of 2: step 2");
        assertThat(lines).last().asString().endsWith("succeeded: went");
        var job = lines.get(0).substring("Started job ".length());
        assertThat(done("jobs", "logs", job).lines())
                .hasSize(2)
                .first()
                .asString()
                .contains("did 1");
    }

    @Test
    void followsAJobThatIsThereAlready() {
        var job = json("jobs", "start", "process.batch", "{\"items\":[1,2,3],\"batchSize\":1}", "--delay", "1h")
                .path("jobId")
                .asText();
        var promoting = new Thread(() -> {
            done("jobs", "promote", job);
        });
        // before or while it is followed: the end is told in either case
        promoting.start();

        var told = run("jobs", "follow", job);

        assertThat(told.exitCode()).as(told.err()).isZero();
        assertThat(told.out()).contains("Job " + job + " succeeded: {");
    }

    @Test
    void aFollowedJobThatFailsEndsWithOne() {
        var run = run("jobs", "start", "failing", "{\"kind\":\"fatal\",\"message\":\"no luck\"}", "--follow");

        assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(run.lines()).last().asString().matches("Job failing:\\S+ is failed: no luck");
    }

    @Test
    void theParamsComeFromStandardInputToo() {
        var run = cli().reading("{\"message\":\"from a pipe\"}")
                .run(withServer("jobs", "start", "echo", "-", "--follow"));

        assertThat(run.out()).contains("succeeded: {\"message\":\"from a pipe\"}");
    }

    @Test
    void jobsAreListedCancelledRetriedPromotedAndRemoved() {
        var job = json("jobs", "start", "echo", "{\"n\":12345678901234567890}", "--delay", "1h", "--key", "once")
                .path("jobId")
                .asText();
        assertThat(done("jobs", "start", "echo", "{\"n\":12345678901234567890}", "--delay", "1h", "--key", "once"))
                .isEqualTo("Job " + job + " was started with that key before");
        assertThat(done("jobs", "list", "--status", "delayed,queued", "--definition", "echo"))
                .contains("ID", "STATUS", job, "delayed");
        assertThat(done("jobs", "cancel", job, "--reason", "enough")).isEqualTo("Job " + job + " is cancelled");
        assertThat(done("jobs", "retry", job)).startsWith("Job " + job + " is ");
        awaitStatus(job, "succeeded");
        assertThat(done("jobs", "get", job)).contains("12345678901234567890", "succeeded");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(done("jobs", "executions", job)).contains(job + "/1", "succeeded"));
        assertThat(done("executions", "get", job + "/1")).contains("succeeded");
        assertThat(done("executions", "list", "--status", "succeeded", "--definition", "echo"))
                .contains(job + "/1");
        var delayed =
                json("jobs", "start", "echo", "--delay", "1h").path("jobId").asText();
        done("jobs", "promote", delayed);
        awaitStatus(delayed, "succeeded");
        assertThat(done("jobs", "remove", job)).isEqualTo("Removed job " + job);
        var gone = run("jobs", "get", job);
        assertThat(gone.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(gone.err()).contains("(404 no_such_job)").hasLineCount(1);
    }

    @Test
    void deadLettersAreListedAndRetried() {
        var job = json("jobs", "start", "failing", "{\"kind\":\"fatal\"}")
                .path("jobId")
                .asText();
        awaitStatus(job, "failed");

        assertThat(done("dlq", "list", "--definition", "failing")).contains(job);
        assertThat(done("dlq", "get", job)).contains("fatal");
        assertThat(done("dlq", "retry", job, "--attempts", "1")).startsWith("Job " + job);
        awaitStatus(job, "failed");
        done("dlq", "remove", job);
        assertThat(run("dlq", "get", job).exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(done("dlq", "retry-all", "--definition", "echo")).isEqualTo("Retried 0 jobs");
    }

    @Test
    void queuesArePausedResumedAndCleaned() {
        assertThat(done("queues", "pause", "process.data")).isEqualTo("Queue process.data is paused");
        assertThat(done("queues", "resume", "process.data")).isEqualTo("Queue process.data goes on");
        assertThat(done("queues", "list", "--limit", "100")).contains("process.data", "COUNTS");
        assertThat(done("queues", "get", "process.data")).contains("enabled");
        var job = json(
                        "jobs",
                        "start",
                        "process.data",
                        "{\"records\":[{\"a\":\"x\",\"b\":2}],\"groupBy\":\"a\",\"sum\":\"b\"}")
                .path("jobId")
                .asText();
        awaitStatus(job, "succeeded");
        assertThat(done("queues", "clean", "process.data", "--status", "succeeded,failed"))
                .isEqualTo("Removed 1 job of queue process.data");
    }

    @Test
    void schedulesAreCreatedShownChangedAndRemoved() {
        assertThat(done(
                        "schedules",
                        "create",
                        "weekly",
                        "--definition",
                        "echo",
                        "--when",
                        "0 9 * * 1",
                        "--params",
                        "{\"a\":1}"))
                .startsWith("Schedule weekly runs next at ");
        assertThat(done("schedules", "list", "--limit", "100")).contains("weekly", "0 9 * * 1");
        assertThat(done(
                        "schedules",
                        "change",
                        "weekly",
                        "--definition",
                        "echo",
                        "--when",
                        "{\"every\":\"5m\"}",
                        "--overlap",
                        "skip"))
                .startsWith("Schedule weekly runs next at ");
        assertThat(done("schedules", "get", "weekly")).contains("skip");
        assertThat(done("schedules", "preview", "weekly", "--count", "3").lines())
                .hasSize(3);
        assertThat(done("schedules", "preview", "--when", "every 1h", "--count", "2")
                        .lines())
                .hasSize(2);
        assertThat(done("schedules", "run", "weekly")).startsWith("Started job echo:");
        done("schedules", "disable", "weekly");
        done("schedules", "enable", "weekly");
        assertThat(done("schedules", "remove", "weekly")).isEqualTo("Removed schedule weekly");
    }

    @Test
    void definitionsAreShownSwitchedAndOverridden() {
        assertThat(done("definitions", "list", "--limit", "100")).contains("compute.math");
        assertThat(done("definitions", "get", "compute.math", "--version", "1")).contains("cpu-pool");
        assertThat(done("definitions", "versions", "compute.math")).contains("compute.math");
        assertThat(done("definitions", "disable", "compute.math")).isEqualTo("compute.math is disabled");
        var refused = run("jobs", "start", "compute.math");
        assertThat(refused.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(refused.err()).contains("(409 definition_disabled)");
        assertThat(done("definitions", "enable", "compute.math")).isEqualTo("compute.math is enabled");
        assertThat(done("definitions", "override", "compute.math", "--set", "{\"timeout\":\"30s\"}"))
                .contains("\"timeout\":\"30s\"");
        assertThat(done("definitions", "override", "compute.math")).contains("\"timeout\":\"30s\"");
        assertThat(done("definitions", "override", "compute.math", "--clear")).doesNotContain("\"timeout\":\"30s\"");
    }

    @Test
    void eventsAreEmittedListedAndFollowed() throws Exception {
        var following =
                new FutureTask<>(() -> run("events", "follow", "--topics", "events:order.paid", "--count", "1"));
        new Thread(following, "following").start();
        await().atMost(SOON).pollInterval(Duration.ofMillis(200)).until(() -> {
            done("events", "emit", "order.paid", "{\"id\":7}");
            return following.isDone();
        });

        assertThat(following.get().out()).contains("name=order.paid");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(done("events", "list", "--name", "order.paid", "--limit", "1"))
                        .contains("order.paid", "api.ada"));
        var id =
                json("events", "list", "--name", "order.paid").at("/items/0/id").asText();
        assertThat(done("events", "get", id)).contains("{\"id\":7}");
    }

    @Test
    void filesGoUpAndDown() throws Exception {
        var file = Files.writeString(folder.resolve("hello.txt"), "Hello!");
        var id = json("files", "upload", file.toString(), "--type", "text/plain")
                .path("id")
                .asText();

        assertThat(done("files", "list")).contains(id, "hello.txt", "text/plain");
        done("files", "download", id, folder.resolve("back.txt").toString());
        assertThat(folder.resolve("back.txt")).hasContent("Hello!");
        assertThat(run("files", "download", id, folder.resolve("back.txt").toString())
                        .exitCode())
                .isEqualTo(ExitCode.USAGE);
        done("files", "remove", id);
        assertThat(run("files", "download", id, folder.resolve("none.txt").toString())
                        .err())
                .contains("(404 no_such_file)");
        assertThat(folder.resolve("none.txt")).doesNotExist();
        assertThat(run("files", "upload", folder.resolve("nothing").toString()).exitCode())
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void looksAtWorkersModulesMetricsAndHealth() {
        assertThat(done("workers")).isNotEmpty();
        assertThat(done("modules", "list")).isEqualTo("No modules");
        assertThat(done("metrics")).contains("throughput");
        assertThat(done("health")).contains("up");
    }

    /** One line for each command, whose words are divided by two blanks; ids that it needs are made before. */
    private List<String> oneOfEach() throws Exception {
        done("schedules", "create", "every-now", "--definition", "echo", "--when", "every 1h");
        var finished = json("jobs", "start", "echo", "7").path("jobId").asText();
        awaitStatus(finished, "succeeded");
        var fails = "{\"kind\":\"fatal\"}";
        var dead = json("jobs", "start", "failing", fails).path("jobId").asText();
        var given = json("jobs", "start", "failing", fails).path("jobId").asText();
        awaitStatus(dead, "failed");
        awaitStatus(given, "failed");
        var later = json("jobs", "start", "echo", "7", "--delay", "1h")
                .path("jobId")
                .asText();
        var never = json("jobs", "start", "echo", "7", "--delay", "1h")
                .path("jobId")
                .asText();
        var running = json("jobs", "start", "stepping").path("jobId").asText();
        awaitStatus(running, "running");
        var event = json("events", "emit", "some.thing").path("id").asText();
        var file = Files.writeString(folder.resolve("some.txt"), "some text");
        var upload = json("files", "upload", file.toString()).path("id").asText();
        var flow = Files.writeString(
                folder.resolve("flow.json"),
                "{\"definitionKey\":\"echo\",\"children\":[{\"definitionKey\":\"echo\"}]}");
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(run("executions", "get", finished + "/1").exitCode()).isZero();
            assertThat(run("executions", "get", running + "/1").exitCode()).isZero();
            assertThat(run("events", "get", event).exitCode()).isZero();
        });
        return List.of(
                "jobs  start  echo  7",
                "jobs  follow  " + finished,
                "jobs  list",
                "jobs  get  " + finished,
                "jobs  logs  " + finished,
                "jobs  events  " + finished,
                "jobs  executions  " + finished,
                "jobs  promote  " + later,
                "jobs  cancel  " + never,
                "jobs  retry  " + never,
                "executions  list",
                "executions  get  " + finished + "/1",
                "executions  logs  " + finished + "/1",
                "executions  cancel  " + running + "/1",
                "dlq  list",
                "dlq  get  " + dead,
                "dlq  retry  " + dead,
                "dlq  retry-all",
                "dlq  remove  " + given,
                "flows  start  " + flow,
                "flows  get  " + finished,
                "queues  list",
                "queues  get  echo",
                "queues  pause  echo",
                "queues  resume  echo",
                "queues  retry  failing",
                "queues  promote  echo",
                "queues  drain  compute.math  --delayed",
                "queues  clean  compute.math  --status  queued,succeeded",
                "queues  limits  compute.math  --rate  5/1s  --concurrency  3",
                "queues  check  compute.math  --repair",
                "queues  obliterate  compute.math  --yes",
                "schedules  create  now-and-then  --definition  echo  --when  every 1h",
                "schedules  change  now-and-then  --definition  echo  --when  every 2h",
                "schedules  list",
                "schedules  get  now-and-then",
                "schedules  disable  now-and-then",
                "schedules  enable  now-and-then",
                "schedules  run  now-and-then",
                "schedules  preview  now-and-then",
                "schedules  remove  now-and-then",
                "definitions  list",
                "definitions  get  echo",
                "definitions  versions  echo",
                "definitions  disable  compute.math",
                "definitions  enable  compute.math",
                "definitions  override  compute.math",
                "events  list",
                "events  recent",
                "events  stats",
                "events  get  " + event,
                "events  emit  some.thing",
                "events  clean  --before  2026-01-01T00:00:00Z",
                "files  list",
                "files  upload  " + file,
                "files  download  " + upload + "  " + folder.resolve("again.txt"),
                "files  remove  " + upload,
                "modules  list",
                "workers",
                "locks",
                "audit",
                "metrics",
                "health",
                "jobs  remove  " + finished);
    }

    @Test
    void everyCommandWorksAgainstAServer() throws Exception {
        var left = new TreeSet<String>();
        ServerTaurine.commandLine(new Surroundings(
                        Map.of(),
                        InputStream.nullInputStream(),
                        new PrintWriter(new StringWriter()),
                        new PrintWriter(new StringWriter()),
                        Terminal.NONE))
                .getSubcommands()
                .forEach((group, commands) -> {
                    if (commands.getSubcommands().isEmpty()) {
                        left.add(group);
                    }
                    commands.getSubcommands().keySet().forEach(name -> left.add(group + " " + name));
                });

        for (var line : oneOfEach()) {
            var words = line.split("  ");
            done(words);
            left.remove(words[0]);
            left.remove(words[0] + " " + words[1 % words.length]);
        }

        // one never ends, the others need the jar of a module; they have tests of their own
        assertThat(left).containsExactly("events follow", "modules disable", "modules enable");
    }

    @Test
    void limitsAreChangedOneByOneAndTheRestStays() {
        done("definitions", "override", "process.data", "--set", "{\"timeout\":\"PT5S\",\"retry.attempts\":4}");

        done("queues", "limits", "process.data", "--concurrency", "3", "--rate", "10/1m");
        var held = json("queues", "limits", "process.data", "--hold", "1h");

        assertThat(held.path("rate").toString()).isEqualTo("{\"max\":10,\"per\":\"PT1M\"}");
        assertThat(Duration.parse(held.path("held").asText())).isGreaterThan(Duration.ofMinutes(50));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(json("queues", "limits", "process.data")
                                .path("concurrency")
                                .asInt())
                        .isEqualTo(3));
        assertThat(json("definitions", "override", "process.data")
                        .path("override")
                        .toString())
                .isEqualTo("{\"concurrency\":\"3\",\"retry.attempts\":\"4\",\"timeout\":\"PT5S\"}");

        var lifted = json("queues", "limits", "process.data", "--remove-rate", "--remove-concurrency");

        assertThat(lifted.has("rate")).isFalse();
        assertThat(run("queues", "limits", "process.data", "--rate", "1/1s", "--remove-rate")
                        .exitCode())
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void aQueueIsRemovedOnlyByWhoeverIsSure() {
        var refused = run("queues", "obliterate", "process.data");
        assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(refused.err()).contains("give --yes");

        var no = cli().onTerminal().reading("n\n").run(withServer("queues", "obliterate", "process.data"));
        assertThat(no.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(no.err()).contains("Remove queue process.data with all its", "Nothing was removed");

        var yes = cli().onTerminal().reading("y\n").run(withServer("queues", "obliterate", "process.data"));
        assertThat(yes.exitCode()).isZero();
    }

    @Test
    void tellsWhatIsWrongInOneLine() {
        var unknown = cli().run("jobs", "list", "--server", url);
        assertThat(unknown.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(unknown.err()).contains("(401 token_missing)", "--token").hasLineCount(1);
        var forbidden = cli().run("jobs", "start", "echo", "--server=" + url, "--token", "the-token-of-a-viewer");
        assertThat(forbidden.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(forbidden.err()).contains("(403 forbidden)").hasLineCount(1);
        var nobody = cli().run("jobs", "list", "--server", "http://127.0.0.1:1");
        assertThat(nobody.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(nobody.err())
                .startsWith("taurine: The server at http://127.0.0.1:1 cannot be reached")
                .hasLineCount(1);
        var invalid = run("jobs", "list", "--limit", "5000", "--status", "nonsense");
        assertThat(invalid.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(invalid.err())
                .contains("limit ", "status", "(400 invalid_request)")
                .hasLineCount(1);
        var broken = run("jobs", "start", "echo", "{nonsense");
        assertThat(broken.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(broken.err()).contains("is not JSON: {nonsense").hasLineCount(1);
        var address = cli().run("jobs", "list", "--server", "localhost");
        assertThat(address.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(address.err()).contains("--server must be an address like").hasLineCount(1);
        assertThat(run("jobs").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run("jobs", "start", "nonsense").err()).contains("(404 no_such_definition)");
    }

    @Test
    void somethingElseThatAnswersIsNoServer() throws Exception {
        var other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext("/", exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "text/html");
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        other.start();
        try {
            var run = cli().run(
                            "jobs",
                            "list",
                            "--server",
                            "http://127.0.0.1:" + other.getAddress().getPort());

            assertThat(run.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
            assertThat(run.err())
                    .contains("is no job server: status 404, text/html")
                    .hasLineCount(1);
        } finally {
            other.stop(0);
        }
    }
}
