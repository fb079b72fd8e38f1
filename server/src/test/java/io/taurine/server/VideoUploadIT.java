package io.taurine.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.taurine.server.config.ServerConfig;
import io.taurine.server.runner.JobEvent;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A video goes in at one server, is encoded by the real ffmpeg of another, and comes out of the first. */
@RedisTest
@Timeout(120)
class VideoUploadIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient http = HttpClient.newHttpClient();
    private final TestQueue redis;

    @TempDir
    private Path folder;

    VideoUploadIT(TestQueue redis) {
        this.redis = redis;
    }

    private TaurineServer start(String name, String roles) {
        return TaurineServer.start(ServerConfig.parse(
                "taurine.yaml",
                "",
                Map.of(
                        "REDIS_URL", redis.redisUri(),
                        "TAURINE_REDIS_PREFIX", redis.key("server"),
                        "TAURINE_DATA_FOLDER", folder.resolve(name).toString(),
                        "TAURINE_FILES_FOLDER", folder.resolve("shared").toString(),
                        "TAURINE_ROLES", roles,
                        "WORKER_ID", name,
                        "PORT", "0")));
    }

    private JsonNode json(HttpRequest.Builder request) throws IOException, InterruptedException {
        return JSON.readTree(
                http.send(request.build(), BodyHandlers.ofByteArray()).body());
    }

    private static HttpRequest.Builder to(TaurineServer server, String path) {
        return HttpRequest.newBuilder(server.apiUri().orElseThrow().resolve("/v1" + path));
    }

    private static String run(String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said.strip();
    }

    @Test
    void aVideoIsUploadedEncodedWithProgressAndDownloadedInEachQuality() throws Exception {
        assumeThat(run("sh", "-c", "command -v ffmpeg && command -v ffprobe || echo none"))
                .as("SKIPPED, ALTHOUGH IT MATTERS: ffmpeg is not installed")
                .isNotEqualTo("none");
        var video = folder.resolve("in.mkv");
        run(
                "ffmpeg",
                "-nostdin",
                "-v",
                "error",
                "-f",
                "lavfi",
                "-i",
                "testsrc=duration=0.6:size=64x48:rate=5",
                video.toString());
        var progress = new CopyOnWriteArrayList<String>();

        try (var api = start("api", "api");
                var worker = start("worker", "worker")) {
            worker.runner().lifecycle().listen(event -> {
                if (event.kind() == JobEvent.Kind.PROGRESS) {
                    progress.add(event.jobId());
                }
            });
            var uploaded = json(to(api, "/files?name=holiday.mkv")
                    .header("Content-Type", "video/x-matroska")
                    .POST(BodyPublishers.ofFile(video)));
            assertThat(uploaded.get("size").asLong()).isEqualTo(Files.size(video));

            for (var quality : List.of("720p", "1080p", "4k")) {
                var job = json(to(api, "/jobs")
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(
                                        "{\"definitionKey\":\"encode.video\",\"params\":{\"fileId\":\""
                                                + uploaded.get("id").asText() + "\",\"quality\":\"" + quality
                                                + "\"}}")))
                        .get("jobId")
                        .asText();
                await().atMost(Duration.ofSeconds(60))
                        .untilAsserted(() -> assertThat(json(to(api, "/jobs/" + job))
                                        .path("status")
                                        .asText())
                                .isEqualTo("succeeded"));
                await().atMost(Duration.ofSeconds(20))
                        .untilAsserted(() -> assertThat(progress).contains(job));
                var result = json(to(api, "/jobs/" + job)).get("result");
                assertThat(result.get("name").asText()).isEqualTo("holiday-" + quality + ".mp4");

                var back = http.send(
                                to(api, "/files/" + result.get("fileId").asText())
                                        .build(),
                                BodyHandlers.ofFile(folder.resolve(quality + ".mp4")))
                        .body();

                assertThat(run(
                                "ffprobe",
                                "-v",
                                "error",
                                "-show_entries",
                                "stream=height,codec_name",
                                "-of",
                                "csv=p=0",
                                back.toString()))
                        .isEqualTo("h264,"
                                + Map.of("720p", 720, "1080p", 1080, "4k", 2160).get(quality));
            }
        }
    }
}
