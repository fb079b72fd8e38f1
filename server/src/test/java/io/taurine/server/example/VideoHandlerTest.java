package io.taurine.server.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.taurine.server.definition.FatalJobException;
import io.taurine.server.file.FileStore;
import io.taurine.server.file.StoredFile;
import io.taurine.server.service.ServiceRegistry;
import io.taurine.worker.JobCancelledException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The real ffmpeg encodes real, if tiny, videos. */
@EnabledIf("isInstalled")
class VideoHandlerTest {

    private final Path folder;
    private final FileStore files;
    private final Examples examples;

    VideoHandlerTest(@TempDir Path folder) {
        this.folder = folder;
        this.files = FileStore.open(folder.resolve("files"), 100 << 20, InstantSource.system());
        this.examples = Examples.with(
                ServiceRegistry.builder().with(FileStore.class, files).build());
    }

    static boolean isInstalled() {
        var isInstalled = Ffmpeg.find(System.getenv("PATH")).isPresent();
        if (!isInstalled) {
            System.err.println("SKIPPED, ALTHOUGH IT MATTERS: encode.video's tests need ffmpeg and ffprobe");
        }
        return isInstalled;
    }

    /** The id of a new video in the store. */
    static String upload(FileStore files, Path video, int seconds) throws IOException, InterruptedException {
        makeVideo(video, seconds);
        try (var in = Files.newInputStream(video)) {
            return files.add(String.valueOf(video.getFileName()), "video/x-matroska", in)
                    .id();
        }
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

    private static String params(String fileId, String quality) {
        return "{\"fileId\":\"" + fileId + "\",\"quality\":\"" + quality + "\"}";
    }

    private void assertNothingIsLeftBehind() throws IOException {
        try (var drafts = Files.list(folder.resolve("files/incoming"))) {
            assertThat(drafts).isEmpty();
        }
    }

    @Test
    void encodesAnUploadedVideoWithProgress() throws Exception {
        var source = upload(files, folder.resolve("holiday film.mkv"), 2);
        var context = examples.context("encode.video");

        var result = examples.run("encode.video", params(source, "720p"), context);

        var encoded = files.find(result.get("fileId").asText()).orElseThrow();
        assertThat(encoded.name()).isEqualTo("holiday film-720p.mp4");
        assertThat(encoded.contentType()).isEqualTo("video/mp4");
        assertThat(result.get("name").asText()).isEqualTo(encoded.name());
        assertThat(result.get("seconds").asDouble()).isEqualTo(2.0);
        assertThat(result.get("bytes").asLong())
                .isEqualTo(encoded.size())
                .isEqualTo(Files.size(files.content(encoded.id())));
        assertThat(shapeOf(files.content(encoded.id()))).isEqualTo("h264,720");
        assertThat(context.progress()).last().isEqualTo(new RecordingContext.Progress(2_000, 2_000, "done"));
        assertThat(context.progress()).hasSizeGreaterThan(1);
        assertThat(files.list("", 10)).hasSize(2);
        assertNothingIsLeftBehind();
    }

    /** Codec and number of lines. */
    static String shapeOf(Path video) throws IOException, InterruptedException {
        return run(
                "ffprobe",
                "-v",
                "error",
                "-show_entries",
                "stream=height,codec_name",
                "-of",
                "csv=p=0",
                video.toString());
    }

    @Test
    void aCancelledRunKillsFfmpegAndLeavesNothing() throws Exception {
        // To 4k this takes long.
        var source = upload(files, folder.resolve("long.mp4"), 60);
        var context = examples.context("encode.video");
        var run = new FutureTask<>(() -> examples.run("encode.video", params(source, "4k"), context));
        new Thread(run, "encoding").start();
        await().atMost(Duration.ofSeconds(20)).until(() -> !context.progress().isEmpty());

        context.cancel();

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> run.get(20, TimeUnit.SECONDS))
                .withCauseInstanceOf(JobCancelledException.class);
        assertThat(files.list("", 10)).extracting(StoredFile::id).containsExactly(source);
        assertNothingIsLeftBehind();
        assertThat(ProcessHandle.current().children().filter(this::encodesHere)).isEmpty();
    }

    private boolean encodesHere(ProcessHandle process) {
        return process.info().commandLine().orElse("").contains(folder.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "../secret.mp4 | 720p | There is no file ../secret.mp4, or no more",
                "/etc/passwd | 720p | There is no file /etc/passwd, or no more",
                "20261122-101530123-0123456789abcdef | 720p | There is no file 20261122-101530123-0123456789abcdef, or no more",
                "text | 8k | quality must be 720p, 1080p or 4k, was 8k",
                "text | 720p | text is no video that ffmpeg understands",
                "list | 720p | list is no video that ffmpeg understands"
            })
    void refusesWhatItCannotOrMustNotEncode(String file, String quality, String reason) throws Exception {
        var ids = Map.of(
                "text", add("text", "this is no video"),
                "list", add("list", "#EXTM3U\n#EXTINF:1,\n/etc/passwd\n#EXT-X-ENDLIST\n"));

        assertThatExceptionOfType(FatalJobException.class)
                .isThrownBy(() -> examples.run("encode.video", params(ids.getOrDefault(file, file), quality)))
                .withMessage(reason);
        assertThat(files.list("", 10)).hasSize(2);
        assertNothingIsLeftBehind();
    }

    private String add(String name, String content) throws IOException {
        return files.add(name, "video/mp4", new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)))
                .id();
    }
}
