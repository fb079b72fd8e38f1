package io.taurine.server.service.notification;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** Speaks TLS for a mail server that does not: from the start, or when a client asks for it with STARTTLS. */
final class TlsFront implements AutoCloseable {

    private static final String PASSWORD = "changeit";

    private final ServerSocket listener;
    private final SSLContext tls;
    private final boolean isImplicit;
    private final int target;
    private final Path certificate;
    private final AtomicInteger protectedConnections = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    private TlsFront(Path folder, int target, boolean isImplicit) throws Exception {
        var store = folder.resolve("front.p12");
        this.certificate = folder.resolve("front.pem");
        keytool("-genkeypair -alias front -keyalg EC -dname CN=localhost -ext san=dns:localhost -validity 2", store);
        keytool("-exportcert -rfc -alias front -file " + certificate, store);
        this.tls = context(store);
        this.target = target;
        this.isImplicit = isImplicit;
        this.listener = new ServerSocket(0, 10, InetAddress.getByName("0.0.0.0"));
        threads.execute(this::accept);
    }

    static TlsFront implicit(Path folder, int target) throws Exception {
        return new TlsFront(folder, target, true);
    }

    static TlsFront starttls(Path folder, int target) throws Exception {
        return new TlsFront(folder, target, false);
    }

    private static void keytool(String arguments, Path store) throws IOException, InterruptedException {
        var tool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        var line = tool + " " + arguments + " -keystore " + store + " -storepass " + PASSWORD;
        var process = new ProcessBuilder(line.split(" ", -1))
                .redirectErrorStream(true)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
            throw new IllegalStateException(output);
        }
    }

    private static SSLContext context(Path file) throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD.toCharArray());
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    int port() {
        return listener.getLocalPort();
    }

    /** What clients are to trust. */
    Path certificate() {
        return certificate;
    }

    /** Connections on which TLS was agreed. */
    int protectedConnections() {
        return protectedConnections.get();
    }

    private void accept() {
        try {
            while (true) {
                var client = listener.accept();
                threads.execute(() -> serve(client));
            }
        } catch (IOException closed) {
            // it ends
        }
    }

    private void serve(Socket client) {
        try (client;
                var server = new Socket(InetAddress.getLoopbackAddress(), target)) {
            if (!isImplicit && !isUpgraded(client)) {
                return;
            }
            try (var secured = (SSLSocket) tls.getSocketFactory().createSocket(client, null, client.getPort(), true)) {
                secured.setUseClientMode(false);
                secured.startHandshake();
                protectedConnections.incrementAndGet();
                if (!isImplicit) {
                    skipLine(server); // the greeting was the front's
                }
                var up = threads.submit(() -> secured.getInputStream().transferTo(server.getOutputStream()));
                server.getInputStream().transferTo(secured.getOutputStream());
                up.cancel(true);
            }
        } catch (IOException refused) {
            // the client goes away: that is for the test to see
        }
    }

    private static void skipLine(Socket server) throws IOException {
        var in = server.getInputStream();
        for (var next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            // until its end
        }
    }

    /** Talks until the client asks for TLS; reads no byte beyond. */
    private static boolean isUpgraded(Socket client) throws IOException {
        say(client, "220 front ESMTP");
        var in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII), 1);
        for (var line = in.readLine(); line != null; line = in.readLine()) {
            var command = line.toUpperCase(Locale.ROOT);
            if (command.startsWith("EHLO")) {
                say(client, "250-front\r\n250 STARTTLS");
            } else if (command.startsWith("STARTTLS")) {
                say(client, "220 go on");
                return true;
            } else {
                say(client, "530 STARTTLS first");
            }
        }
        return false;
    }

    private static void say(Socket client, String text) throws IOException {
        client.getOutputStream().write((text + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }
}
