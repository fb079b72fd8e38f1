package io.taurine.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DockerEngineTest {
    @Test
    void findsAnEngineThatAnswers() throws IOException {
        try (var engine = listening()) {
            var answering = answerOnce(engine, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK");

            var found = DockerEngine.find(Map.of("DOCKER_HOST", address(engine)));

            assertThat(found).contains(new DockerEngine(address(engine)));
            assertThat(answering.isDaemon()).isTrue();
        }
    }

    @Test
    void findsNoneWhereSomethingElseListens() throws IOException {
        try (var other = listening()) {
            answerOnce(other, "-ERR unknown command\r\n");

            assertThat(DockerEngine.find(Map.of("DOCKER_HOST", address(other)))).isEmpty();
        }
    }

    @Test
    void findsNoneWhereNobodyListens() throws IOException {
        var closed = listening();
        closed.close();

        assertThat(DockerEngine.find(Map.of("DOCKER_HOST", address(closed)))).isEmpty();
    }

    @Test
    void findsNoneAtASocketThatIsNotThere() {
        assertThat(DockerEngine.find(Map.of("DOCKER_HOST", "unix:///no/such/docker.sock")))
                .isEmpty();
    }

    @Test
    void findsNoneAtAnAddressThatMakesNoSense() {
        assertThat(DockerEngine.find(Map.of("DOCKER_HOST", "not an address"))).isEmpty();
    }

    private static ServerSocket listening() throws IOException {
        return new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    }

    private static String address(ServerSocket server) {
        return "tcp://127.0.0.1:" + server.getLocalPort();
    }

    private static Thread answerOnce(ServerSocket server, String answer) {
        var thread = new Thread(() -> {
            try (var client = server.accept()) {
                client.getInputStream().read(new byte[1024]);
                client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            } catch (IOException closed) {
                // The test is over.
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
