package io.taurine.queue.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class QueueEventAdapterTest {

    static Stream<Class<?>> events() {
        return Arrays.stream(QueueEvent.class.getDeclaredClasses()).filter(Class::isRecord);
    }

    private static Method methodOf(Class<?> event) throws NoSuchMethodException {
        return QueueEventAdapter.class.getDeclaredMethod("on" + event.getSimpleName(), event);
    }

    @ParameterizedTest
    @MethodSource("events")
    void everyEventHasAMethodThatDoesNothing(Class<?> type) throws ReflectiveOperationException {
        assertThat(Modifier.isProtected(methodOf(type).getModifiers())).isTrue();

        new QueueEventAdapter() {}.onEvent(event(type));
    }

    @Test
    void callsTheMethodOfTheEventAndNoOther() throws ReflectiveOperationException {
        var heard = new StringBuilder();
        var adapter = new QueueEventAdapter() {
            @Override
            protected void onCompleted(QueueEvent.Completed event) {
                heard.append("completed ").append(event.jobId()).append('\n');
            }

            @Override
            protected void onOther(QueueEvent.Other event) {
                heard.append("other ").append(event.name()).append('\n');
            }
        };

        for (var type : events().toList()) {
            adapter.onEvent(event(type));
        }

        assertThat(heard.toString().lines()).containsExactlyInAnyOrder("completed text", "other text");
    }

    private static QueueEvent event(Class<?> type) throws ReflectiveOperationException {
        var components = type.getRecordComponents();
        var types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        var values = Arrays.stream(types)
                .map(component -> component == Instant.class
                        ? Instant.EPOCH
                        : component == int.class
                                ? (Object) 1
                                : component == long.class ? (Object) 1L : component == Map.class ? Map.of() : "text")
                .toArray();
        return (QueueEvent) type.getDeclaredConstructor(types).newInstance(values);
    }
}
