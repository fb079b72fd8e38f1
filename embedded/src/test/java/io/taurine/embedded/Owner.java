package io.taurine.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Another JVM that owns a server, made to be killed. */
record Owner(Process process, Server server) {
    /** What the other JVM says about its server. */
    record Server(long pid, Path directory) {}

    static Owner start(String mode) throws IOException {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx32m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Owner.class.getName(),
                        mode)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("server ")) {
                var words = line.split(" ", 3);
                return new Owner(process, new Server(Long.parseLong(words[1]), Path.of(words[2])));
            }
        }
        throw new IOException("the other JVM ended before it had started a server");
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        var redis = EmbeddedRedis.start();
        try (var client = new RedisClient(redis.port())) {
            System.out.println("server " + redis.pid() + " " + client.value("CONFIG GET dir"));
        }
        switch (args[0]) {
            case "exit" -> {}
            case "pause" -> {
                redis.pause();
                new CountDownLatch(1).await();
            }
            default -> new CountDownLatch(1).await();
        }
    }
}
