package io.taurine.cli;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RedisTest
class FlowCommandIT {

    private final TestQueue queue;
    private final TestQueue rows;
    private final Cli cli;

    @TempDir
    private Path folder = Path.of("");

    FlowCommandIT(TestQueue queue) {
        this.queue = queue;
        this.rows = queue.another();
        this.cli = Cli.on(queue);
    }

    private Path file = Path.of("");

    @BeforeEach
    void aFile() throws IOException {
        file = Files.writeString(
                folder.resolve("flow.json"), """
                {"name": "report", "queueName": "%s", "data": {"day": 1}, "opts": {"jobId": "r"}, "children": [
                   {"name": "rows", "queueName": "%s", "opts": {"jobId": "a"}},
                   {"name": "rows", "queueName": "%s", "opts": {"jobId": "b", "failParentOnFailure": true},
                    "children": [{"name": "part", "queueName": "%s", "opts": {"jobId": "b1"}}]}]}
                """.formatted(queue.name(), rows.name(), rows.name(), rows.name()));
    }

    @Test
    void addsATree() {
        var run = cli.done("flow", "add", file.toString());

        assertThat(run.lines())
                .containsExactly(
                        "Added a flow of 4 jobs",
                        "  r in queue " + queue.name(),
                        "  ├─ a in queue " + rows.name(),
                        "  └─ b in queue " + rows.name(),
                        "     └─ b1 in queue " + rows.name());
        assertThatJob(queue, "r").isWaitingChildren().hasField("data", "{\"day\":1}");
        assertThatJob(rows, "a").isWaiting();
        assertThat(rows.redis().hget(rows.key("b"), "parent")).contains("\"fpof\":true");
    }

    @Test
    void addsATreeFromStandardInputAndTellsItAsJson() throws IOException {
        cli.done("flow", "add", file.toString());

        var document = cli.reading(Files.readString(file)).json("flow", "add", "-");

        assertThat(document.path("id").asText()).isEqualTo("r");
        assertThat(document.path("added").asBoolean()).isFalse();
        assertThat(document.at("/children/1/children/0/id").asText()).isEqualTo("b1");
        assertThat(document.at("/children/1/children/0/queue").asText()).isEqualTo(rows.name());
    }

    @Test
    void showsATreeWithItsStates() {
        cli.done("flow", "add", file.toString());
        cli.done("work", rows.name(), "--until-drained");

        var run = cli.done("flow", "show", queue.name(), "r");

        assertThat(run.lines())
                .hasSize(4)
                .first()
                .isEqualTo("waiting  report r in queue " + queue.name() + " (children: 2 completed)");
        assertThat(run.lines())
                .contains(
                        "├─ completed  rows a in queue " + rows.name(),
                        "└─ completed  rows b in queue " + rows.name() + " (children: 1 completed)",
                        "   └─ completed  part b1 in queue " + rows.name());
    }

    @Test
    void showsATreeAsJsonToTheDepthAskedFor() {
        cli.done("flow", "add", file.toString());

        var document = cli.json("flow", "show", queue.name(), "r", "--depth", "2");

        assertThat(document.path("state").asText()).isEqualTo("waiting-children");
        assertThat(document.at("/dependencies/unprocessed").asInt()).isEqualTo(2);
        assertThat(document.path("children"))
                .hasSize(2)
                .allSatisfy(child -> assertThat(child.path("children")).isEmpty());
        assertThat(cli.done("flow", "show", queue.name(), "r", "--max-children", "1")
                        .out())
                .contains("(children: 2 pending, 1 not shown)");
    }

    @Test
    void tellsWhatIsWrongWithATree() throws IOException {
        Files.writeString(file, "{\"name\": \"x\"}");

        var run = cli.run("flow", "add", file.toString());

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).isEqualTo("taurine: flow: queueName must be a text\n");
        assertThat(queue.keys()).isEmpty();
        assertThat(cli.run("flow", "add", folder.resolve("none.json").toString())
                        .err())
                .contains("there is no file");
    }

    @Test
    void tellsThatATreeWasRefused() throws IOException {
        cli.done("flow", "add", file.toString());
        var other = Files.writeString(file, Files.readString(file).replace("\"jobId\": \"r\"", "\"jobId\": \"other\""));

        var run = cli.run("flow", "add", other.toString());

        assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(run.err()).contains("nothing of it was written", "cannot be replaced");
        assertThatJob(queue, "other").doesNotExist();
    }

    @Test
    void tellsThatThereIsNoSuchJobAndHowItIsUsed() {
        assertThat(cli.run("flow", "show", queue.name(), "nobody").exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(cli.run("flow", "show", queue.name(), "nobody", "--depth", "0")
                        .exitCode())
                .isEqualTo(ExitCode.USAGE);
        assertThat(cli.run("flow").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(cli.done("flow", "add", "--help").out()).contains("Usage: taurine flow add");
    }
}
