package io.taurine.job;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;

/**
 * Names a payload type that a {@link Class} cannot: {@code new TypeRef<Map<String, Email>>() {}}. Always made as an
 * anonymous subclass.
 *
 * @param <T> the type it names
 */
public abstract class TypeRef<T> {

    private final Type type;

    protected TypeRef() {
        if (!(getClass().getGenericSuperclass() instanceof ParameterizedType parameterized)) {
            throw new IllegalArgumentException("TypeRef needs its type argument: new TypeRef<List<String>>() {}");
        }
        this.type = parameterized.getActualTypeArguments()[0];
    }

    /** For an API that takes a TypeRef where a Class is at hand. */
    public static <T> TypeRef<T> of(Class<T> type) {
        return new TypeRef<>(type) {};
    }

    private TypeRef(Class<T> type) {
        this.type = type;
    }

    public final Type type() {
        return type;
    }
}
