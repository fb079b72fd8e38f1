package io.taurine.server.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.taurine.server.definition.FatalJobException;
import io.taurine.worker.JobCancelledException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The real ffmpeg encodes real, if tiny, videos. */
@EnabledIf("isInstalled")
class VideoHandlerTest {

    @TempDir
    private Path folder;

    static boolean isInstalled() {
        var isInstalled = Ffmpeg.find(System.getenv("PATH")).isPresent();
        if (!isInstalled) {
            System.err.println("SKIPPED, ALTHOUGH IT MATTERS: encode.video's tests need ffmpeg and ffprobe");
        }
        return isInstalled;
    }

    private void makeVideo(String name, int seconds) throws IOException, InterruptedException {
        makeVideo(folder.resolve(name), seconds);
    }

    static void makeVideo(Path file, int seconds) throws IOException, InterruptedException {
        var source = "testsrc=duration=" + seconds + ":size=64x48:rate=10";
        run(
                "ffmpeg",
                "-nostdin",
                "-loglevel",
                "error",
                "-f",
                "lavfi",
                "-i",
                source,
                "-preset",
                "ultrafast",
                file.toString());
    }

    private static String run(String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said.strip();
    }

    private Stream<String> files() throws IOException {
        try (var found = Files.list(folder)) {
            return found.map(path -> path.getFileName().toString()).toList().stream();
        }
    }

    @Test
    void encodesAnUploadedVideoWithProgress() throws Exception {
        makeVideo("holiday film.mkv", 2);
        var examples = Examples.in(folder);
        var context = examples.context("encode.video");

        var result = examples.run("encode.video", "{\"file\":\"holiday film.mkv\",\"quality\":\"720p\"}", context);

        assertThat(result.get("file").asText()).isEqualTo("holiday film-720p.mp4");
        assertThat(result.get("seconds").asDouble()).isEqualTo(2.0);
        assertThat(result.get("bytes").asLong()).isEqualTo(Files.size(folder.resolve("holiday film-720p.mp4")));
        assertThat(run(
                        "ffprobe",
                        "-v",
                        "error",
                        "-show_entries",
                        "stream=height,codec_name",
                        "-of",
                        "csv=p=0",
                        folder.resolve("holiday film-720p.mp4").toString()))
                .isEqualTo("h264,720");
        assertThat(context.progress()).last().isEqualTo(new RecordingContext.Progress(2_000, 2_000, "done"));
        assertThat(context.progress()).hasSizeGreaterThan(1);
        assertThat(files()).containsExactlyInAnyOrder("holiday film.mkv", "holiday film-720p.mp4");
    }

    @Test
    void aCancelledRunKillsFfmpegAndLeavesNothing() throws Exception {
        // To 4k this takes long.
        makeVideo("long.mp4", 60);
        var examples = Examples.in(folder);
        var context = examples.context("encode.video");
        var run = new FutureTask<>(
                () -> examples.run("encode.video", "{\"file\":\"long.mp4\",\"quality\":\"4k\"}", context));
        new Thread(run, "encoding").start();
        await().atMost(Duration.ofSeconds(20)).until(() -> !context.progress().isEmpty());

        context.cancel();

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> run.get(20, TimeUnit.SECONDS))
                .withCauseInstanceOf(JobCancelledException.class);
        assertThat(files()).containsExactly("long.mp4");
        assertThat(ProcessHandle.current().children().filter(this::encodesHere)).isEmpty();
    }

    private boolean encodesHere(ProcessHandle process) {
        return process.info().commandLine().orElse("").contains(folder.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "../secret.mp4 | 720p | file must be the name of a file in the work folder, was ../secret.mp4",
                "/etc/passwd | 720p | file must be the name of a file in the work folder, was /etc/passwd",
                ".hidden | 720p | file must be the name of a file in the work folder, was .hidden",
                "none.mp4 | 720p | There is no file none.mp4 in the work folder",
                "link.mp4 | 720p | There is no file link.mp4 in the work folder",
                "text.mp4 | 8k | quality must be 720p, 1080p or 4k, was 8k",
                "text.mp4 | 720p | text.mp4 is no video that ffmpeg understands",
                "list.mp4 | 720p | list.mp4 is no video that ffmpeg understands"
            })
    void refusesWhatItCannotOrMustNotEncode(String file, String quality, String reason) throws Exception {
        Files.writeString(folder.resolve("text.mp4"), "this is no video");
        Files.writeString(folder.resolve("list.mp4"), "#EXTM3U\n#EXTINF:1,\n/etc/passwd\n#EXT-X-ENDLIST\n");
        Files.createSymbolicLink(folder.resolve("link.mp4"), folder.resolve("text.mp4"));
        var params = "{\"file\":\"" + file + "\",\"quality\":\"" + quality + "\"}";

        assertThatExceptionOfType(FatalJobException.class)
                .isThrownBy(() -> Examples.in(folder).run("encode.video", params))
                .withMessage(reason);
        assertThat(files()).containsExactlyInAnyOrder("text.mp4", "list.mp4", "link.mp4");
    }
}
