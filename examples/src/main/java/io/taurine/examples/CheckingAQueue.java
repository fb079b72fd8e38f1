package io.taurine.examples;

import io.taurine.queue.Queue;
import io.taurine.queue.check.QueueCheck;
import io.taurine.queue.connection.RedisConnection;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A job vanishes from the line, as by a wrong command in redis-cli: a check finds out and puts it back. */
public final class CheckingAQueue {

    private CheckingAQueue() {}

    public static void main(String[] args) throws IOException {
        try (var server = ExampleRedis.start();
                var redis = RedisConnection.connect(server.uri());
                var queue = Queue.of("checked", String.class, redis)) {
            queue.add("mail", "to ada");
            queue.add("mail", "to grace");
            redisCli(URI.create(server.uri()), "RPOP bull:checked:wait");

            // snippet: check
            var check = QueueCheck.of("checked", redis);
            var report = check.run();
            System.out.println(report.jobs() + " jobs, clean: " + report.isClean());
            for (var finding : report.findings()) {
                System.out.println(finding);
                if (finding.repairable()) {
                    System.out.println("repaired: " + check.repair(finding));
                }
            }
            // end
            System.out.println("Clean: " + check.run().isClean() + ", " + queue.getJobCounts());
            queue.obliterate(false);
        }
    }

    private static void redisCli(URI server, String command) throws IOException {
        try (var socket = new Socket(server.getHost(), server.getPort())) {
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
            var reply = socket.getInputStream().read();
            System.out.println("Redis answers " + (char) reply + "…");
        }
    }
}
