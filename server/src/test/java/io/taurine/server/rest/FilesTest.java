package io.taurine.server.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taurine.server.definition.Definitions;
import io.taurine.server.file.FileStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files over HTTP; what is wrong with a call is in {@link BadInputTest}. */
class FilesTest {

    private static final int MOST = 1_000_000;
    private static final Map<String, String> OPERATOR = Map.of("Authorization", "Bearer the-token-of-an-operator");
    private static final Map<String, String> VIEWER = Map.of("Authorization", "Bearer the-token-of-a-viewer");
    private static final Map<String, String> ADMIN = Map.of("Authorization", "Bearer the-token-of-an-admin");

    private final Path folder;
    private final FileStore files;
    private final RestServer server;
    private final ApiClient api;

    FilesTest(@TempDir Path folder) {
        this.folder = folder;
        this.files = FileStore.open(folder, MOST, InstantSource.system());
        this.server = RestServer.start(RestSetup.of(new ReadOnlyRunner(Definitions.of()))
                .port(0)
                .files(files)
                .tokens(List.of(
                        ApiToken.ofValue("vera", Role.VIEWER, "the-token-of-a-viewer"),
                        ApiToken.ofValue("otto", Role.OPERATOR, "the-token-of-an-operator"),
                        ApiToken.ofValue("ada", Role.ADMIN, "the-token-of-an-admin")))
                .maxBodyBytes(1_000)
                .build());
        this.api = new ApiClient(server);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String upload(String name, String content) {
        return api.send(
                        "POST",
                        "/files?name=" + UrlPath.segment(name),
                        content.getBytes(UTF_8),
                        with(OPERATOR, "Content-Type", "video/mp4"))
                .is(201)
                .json()
                .get("id")
                .asText();
    }

    private static Map<String, String> with(Map<String, String> headers, String name, String value) {
        var more = new java.util.HashMap<>(headers);
        more.put(name, value);
        return more;
    }

    private void assertNothingIsOnDisk() throws IOException {
        try (var all = Files.walk(folder)) {
            assertThat(all.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void anOperatorUploadsAViewerDownloadsAnAdminRemoves() {
        // more than a body of another call may have
        var content = "0123456789".repeat(50_000);
        var answer = api.send(
                        "POST",
                        "/files?name=f%C3%AAte%20d%27%C3%A9t%C3%A9.mp4",
                        content.getBytes(UTF_8),
                        with(OPERATOR, "Content-Type", "video/mp4; codecs=avc1"))
                .is(201);
        var id = answer.json().get("id").asText();
        assertThat(answer.raw().headers().firstValue("Location")).contains("/v1/files/" + id);

        var download = api.send("GET", "/files/" + id, null, with(VIEWER, "Accept-Encoding", "gzip"))
                .is(200);
        assertThat(download.text()).isEqualTo(content);
        var headers = download.raw().headers();
        assertThat(headers.firstValue("Content-Type")).contains("video/mp4");
        assertThat(headers.firstValue("Content-Length")).contains("500000");
        assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(headers.firstValue("Content-Disposition"))
                .contains("attachment; filename*=UTF-8''f%C3%AAte%20d%27%C3%A9t%C3%A9.mp4");
        var info =
                api.send("GET", "/files/" + id + "/info", null, VIEWER).is(200).json();
        assertThat(info.get("name").asText()).isEqualTo("fête d'été.mp4");
        assertThat(info.get("contentType").asText()).isEqualTo("video/mp4");
        assertThat(info.get("size").asLong()).isEqualTo(500_000);

        api.send("DELETE", "/files/" + id, null, OPERATOR).is(403);
        api.send("DELETE", "/files/" + id + "?dryRun=true", null, ADMIN).is(200);
        api.send("DELETE", "/files/" + id, null, ADMIN).is(204);
        api.send("GET", "/files/" + id, null, VIEWER).is(404);
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-3, 206, 0123, bytes 0-3/10",
        "bytes=7-, 206, 789, bytes 7-9/10",
        "bytes=-2, 206, 89, bytes 8-9/10",
        "bytes=8-99, 206, 89, bytes 8-9/10",
        "bytes=-99, 206, 0123456789, bytes 0-9/10",
        "'bytes=0-1,3-4', 200, 0123456789,",
        "bytes=3-1, 200, 0123456789,",
        "nonsense, 200, 0123456789,"
    })
    void aRangeIsAnsweredWithThatPart(String range, int status, String expected, String contentRange) {
        var id = upload("digits", "0123456789");

        var answer = api.send("GET", "/files/" + id, null, with(VIEWER, "Range", range))
                .is(status);

        assertThat(answer.text()).isEqualTo(expected);
        assertThat(answer.raw().headers().firstValue("Content-Range").orElse(null))
                .isEqualTo(contentRange);
    }

    @ParameterizedTest
    @CsvSource({"bytes=10-", "bytes=99-100", "bytes=-0"})
    void aRangeBehindTheEndIsRefused(String range) {
        var id = upload("digits", "0123456789");

        var answer = api.send("GET", "/files/" + id, null, with(VIEWER, "Range", range))
                .is(416);

        assertThat(answer.code()).isEqualTo("range_not_satisfiable");
    }

    @Test
    void aDownloadGoesOnOnlyWithTheSameFile() {
        var id = upload("digits", "0123456789");
        var tag = api.send("GET", "/files/" + id, null, VIEWER)
                .raw()
                .headers()
                .firstValue("ETag")
                .orElseThrow();

        api.send("GET", "/files/" + id, null, with(with(VIEWER, "Range", "bytes=5-"), "If-Range", tag))
                .is(206);
        api.send("GET", "/files/" + id, null, with(with(VIEWER, "Range", "bytes=5-"), "If-Range", "\"another\""))
                .is(200);
    }

    @Test
    void filesAreListedNewestFirst() {
        var first = upload("1", "x");
        var second = upload("2", "x");
        var newest = first.compareTo(second) < 0 ? second : first;

        var page = api.send("GET", "/files?limit=1", null, VIEWER).is(200).json();

        assertThat(page.at("/items/0/id").asText()).isEqualTo(newest);
        var rest = api.send("GET", "/files?cursor=" + page.get("nextCursor").asText(), null, VIEWER)
                .is(200)
                .json();
        assertThat(rest.get("items")).hasSize(1);
        assertThat(rest.has("nextCursor")).isFalse();
        api.send("GET", "/files?cursor=nonsense", null, VIEWER).is(400);
    }

    @Test
    void aDryRunStoresNothing() throws IOException {
        api.send("POST", "/files?dryRun=true", "x".getBytes(UTF_8), OPERATOR).is(200);

        assertNothingIsOnDisk();
    }

    @Test
    void oneThatDoesNotSayItsLengthIsBoundedToo() throws Exception {
        var request = HttpRequest.newBuilder(URI.create(server.uri() + "/v1/files"))
                .header("Authorization", "Bearer the-token-of-an-operator")
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[MOST + 1])))
                .build();

        var answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("body_too_large");
        assertNothingIsOnDisk();
    }

    @Test
    void anUploadThatBreaksOffLeavesNothing() throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream()
                    .write(("POST /v1/files?name=x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n"
                                    + "Authorization: Bearer the-token-of-an-operator\r\n\r\n" + "x".repeat(500))
                            .getBytes(UTF_8));
            socket.getOutputStream().flush();
            // it has begun
            await().atMost(Duration.ofSeconds(20)).until(() -> hasDraft());
        }

        await().atMost(Duration.ofSeconds(20)).untilAsserted(this::assertNothingIsOnDisk);
        assertThat(files.list("", 10)).isEmpty();
    }

    private boolean hasDraft() throws IOException {
        try (var drafts = Files.list(folder.resolve("incoming"))) {
            return drafts.findAny().isPresent();
        }
    }
}
