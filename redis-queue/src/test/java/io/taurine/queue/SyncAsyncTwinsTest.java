package io.taurine.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.queue.check.QueueCheck;
import io.taurine.queue.events.QueueEventsProducer;
import io.taurine.queue.flow.FlowProducer;
import io.taurine.queue.lock.DistributedLock;
import io.taurine.queue.records.Claims;
import io.taurine.queue.records.RecordStore;
import io.taurine.queue.settings.SettingsStore;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Neither the blocking methods nor their asynchronous twins may fall behind. */
class SyncAsyncTwinsTest {

    private static final String ASYNC = "Async";

    /** Answered without asking Redis, ending the object, or running the caller's code on its thread. */
    private static final Set<String> LOCAL = Set.of(
            "name",
            "prefix",
            "options",
            "close",
            "of",
            "toString",
            "withLock",
            "partitions",
            "queues",
            "forKey",
            "keyOf",
            "partitionOf");

    static Stream<Method> blocking() {
        return methods().filter(method -> !method.getName().endsWith(ASYNC));
    }

    static Stream<Method> asynchronous() {
        return methods().filter(method -> method.getName().endsWith(ASYNC));
    }

    private static Stream<Method> methods() {
        return Stream.of(
                        JobProducer.class,
                        JobInspector.class,
                        JobControl.class,
                        JobFamily.class,
                        JobSchedulers.class,
                        QueueInspector.class,
                        QueueAdministration.class,
                        QueueLimits.class,
                        QueueEventsProducer.class,
                        Queue.class,
                        PartitionedQueue.class,
                        FlowProducer.class,
                        QueueCheck.class,
                        RecordStore.class,
                        SettingsStore.class,
                        Claims.class,
                        DistributedLock.class)
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method -> !method.isSynthetic() && !Modifier.isStatic(method.getModifiers()))
                .filter(method -> !LOCAL.contains(method.getName()));
    }

    @ParameterizedTest
    @MethodSource("blocking")
    void aBlockingMethodHasATwinInTheSameInterface(Method method) {
        var twin = find(method.getDeclaringClass(), method.getName() + ASYNC, method);

        assertThat(twin.getReturnType()).isEqualTo(CompletionStage.class);
        assertThat(resultOf(twin)).hasToString(boxed(method.getGenericReturnType()));
    }

    @ParameterizedTest
    @MethodSource("asynchronous")
    void anAsynchronousMethodHasABlockingTwinInTheSameInterface(Method method) {
        var name = method.getName().substring(0, method.getName().length() - ASYNC.length());

        assertThat(find(method.getDeclaringClass(), name, method).isDefault()).isTrue();
    }

    private static Method find(Class<?> type, String name, Method like) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> method.getName().equals(name))
                .filter(method -> texts(method).equals(texts(like)))
                .findFirst()
                .orElseThrow(() -> new AssertionError(
                        type.getSimpleName() + " lacks " + name + " with the parameters of " + like.toGenericString()));
    }

    private static List<String> texts(Method method) {
        return Arrays.stream(method.getGenericParameterTypes())
                .map(Type::getTypeName)
                .toList();
    }

    private static Type resultOf(Method method) {
        return ((ParameterizedType) method.getGenericReturnType()).getActualTypeArguments()[0];
    }

    private static String boxed(Type type) {
        return type instanceof Class<?> raw
                ? MethodType.methodType(raw).wrap().returnType().toString()
                : type.toString();
    }
}
