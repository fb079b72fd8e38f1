package io.taurine.queue.lock;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** What this process calls itself towards people. */
final class ThisProcess {

    static final String NAME = ProcessHandle.current().pid() + "@" + host();

    private ThisProcess() {}

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }
}
