package io.taurine.queue;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Jobs that were checked and encoded, and of which Redis knows nothing yet: to be sent, or let go of, once. */
record PreparedBulk<T>(Supplier<CompletionStage<List<JobHandle<T>>>> sender, Consumer<Throwable> letGo) {

    CompletionStage<List<JobHandle<T>>> send() {
        return sender.get();
    }

    /** Nothing is sent, for that reason. */
    void letGo(Throwable reason) {
        letGo.accept(reason);
    }
}
