package io.taurine.worker.sandbox;

/**
 * What a processor in a sandbox may say to the program that runs the sandbox, besides what all jobs can. The job that it is
 * given is one of these.
 */
public interface SandboxMessenger {

    /**
     * Hands a text to the {@link SandboxBuilder#messages receiver} and waits until it has taken it.
     *
     * @throws IllegalStateException if the run has ended, or nobody receives
     * @throws RuntimeException what the receiver threw, as far as its class is known here
     */
    void send(String text);
}
