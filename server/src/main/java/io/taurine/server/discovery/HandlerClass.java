package io.taurine.server.discovery;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.type.TypeFactory;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.JobHandler;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Makes a handler of a class, or says all that stands against it. */
final class HandlerClass {

    private HandlerClass() {}

    /** Empty when {@code problem} was told anything. */
    static Optional<JobHandler<?>> instance(Class<?> type, Consumer<String> problem) {
        var reasons = reasons(type);
        reasons.forEach(problem);
        if (!reasons.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of((JobHandler<?>) type.getConstructor().newInstance());
        } catch (InvocationTargetException e) {
            var cause = e.getCause() == null ? e : e.getCause();
            problem.accept("the constructor of " + type.getName() + " threw " + cause);
        } catch (ReflectiveOperationException | LinkageError e) {
            problem.accept(type.getName() + " cannot be made: " + e);
        }
        return Optional.empty();
    }

    private static List<String> reasons(Class<?> type) {
        var reasons = new ArrayList<String>();
        var name = type.getName();
        if (!JobHandler.class.isAssignableFrom(type)) {
            reasons.add(name + " does not implement " + JobHandler.class.getName());
        } else if (handlerArguments(type).isEmpty()) {
            reasons.add(
                    name + " implements JobHandler without saying what params it takes; write JobHandler<MyParams>");
        }
        if (!isVisible(type)) {
            reasons.add(name + " is not public");
        }
        if (Modifier.isAbstract(type.getModifiers())) {
            reasons.add(name + (type.isInterface() ? " is an interface" : " is abstract"));
        } else if (!hasConstructor(type)) {
            reasons.add(name + " has no public constructor without parameters");
        }
        return reasons;
    }

    private static boolean isVisible(Class<?> type) {
        for (Class<?> at = type; at != null; at = at.getEnclosingClass()) {
            if (!Modifier.isPublic(at.getModifiers())) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasConstructor(Class<?> type) {
        try {
            return List.of(type.getConstructors()).stream()
                    .map(Constructor::getParameterCount)
                    .anyMatch(count -> count == 0);
        } catch (LinkageError e) {
            // Told when it is made.
            return true;
        }
    }

    /** What the handler says; one that throws cannot be relied on to run. */
    static Optional<String> unavailable(JobHandler<?> handler) {
        try {
            return handler.unavailable();
        } catch (RuntimeException | LinkageError e) {
            return Optional.of("it could not tell whether it can run: " + e);
        }
    }

    /** To check settings on when there is no handler. */
    static Definition.Builder<?> nothing() {
        return Definition.of("nothing", Object.class, (params, context) -> null);
    }

    /** What the params of that handler are read as: the type argument it gives {@link JobHandler}, itself or an ancestor. */
    static Type paramsType(Class<?> handler) {
        var type = handlerArguments(handler).orElseThrow();
        return type.hasGenericTypes() || type.isContainerType() ? type : type.getRawClass();
    }

    private static Optional<JavaType> handlerArguments(Class<?> handler) {
        var found = TypeFactory.defaultInstance().constructType(handler).findSuperType(JobHandler.class);
        return found == null || found.containedTypeCount() == 0
                ? Optional.empty()
                : Optional.of(found.containedType(0));
    }
}
