package io.taurine.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.queue.AddCall.Kind;
import io.taurine.queue.AddCall.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What an interceptor sees that is only for payloads of its type. */
class AddCallTest {

    private final List<String> heard = new ArrayList<>();

    private static AddCall<Object> flow(Object root, Object child, Object grandchild, Object otherChild) {
        var places = Stream.of(-1, 0, 1, 0)
                .map(parent -> new Place("bull", "q", parent))
                .toList();
        var jobs = Stream.of(root, child, grandchild, otherChild)
                .map(data -> JobRequest.of("n", data))
                .toList();
        return AddCall.ofFlow(Kind.FLOW, places, jobs);
    }

    private static List<Integer> parents(AddCall<?> call) {
        return IntStream.range(0, call.jobs().size())
                .mapToObj(i -> call.place(i).parent())
                .toList();
    }

    @Test
    void theParentsOfAPartAreThoseAmongItsJobs() {
        AddInterceptors.none()
                .with(String.class, call -> {
                    heard.add(parents(call).toString());
                    return call;
                })
                .apply(flow(1, "child", "grandchild", "other"));

        assertThat(heard).containsExactly("[-1, 0, -1]");
    }

    @Test
    void thePartHearsTheIdsOfItsJobsAndTheOthersAllOfThem() {
        var call = AddInterceptors.none()
                .with(any -> any.whenDone((ids, failure) -> heard.add("all " + ids)))
                .with(String.class, texts -> texts.whenDone((ids, failure) -> heard.add("texts " + ids)))
                .with(any -> any.whenDone((ids, failure) -> heard.add("last " + ids)))
                .apply(flow(1, "child", 2, "other"));

        call.done(List.of("a", "b", "c", "d"), null);
        call.done(List.of(), new IllegalStateException("refused"));

        assertThat(heard)
                .containsExactly(
                        "last [a, b, c, d]", "texts [b, d]", "all [a, b, c, d]", "last []", "texts []", "all []");
    }
}
