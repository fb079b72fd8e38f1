package io.taurine.benchmark.soak;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * Makes Taurine's classes ask {@link MovedClock} for the time, since a JVM's clock cannot be moved and production code needs
 * no door for it. Only names in the constant pool change: three methods of the JDK become those of the same name and
 * signature there.
 */
public final class ClockAgent implements ClassFileTransformer {
    private static final String MOVED = MovedClock.class.getName().replace('.', '/');
    private static final Map<String, String> CLOCKS = Map.of(
            "java/lang/System", "currentTimeMillis", "java/time/Instant", "now", "java/time/InstantSource", "system");
    private static final Map<String, String> SIGNATURES =
            Map.of("currentTimeMillis", "()J", "now", "()Ljava/time/Instant;", "system", "()Ljava/time/InstantSource;");

    private ClockAgent() {}

    /** Called by the JVM before main. */
    public static void premain(@Nullable String arguments, Instrumentation instrumentation) {
        instrumentation.addTransformer(new ClockAgent());
    }

    /** Writes the jar that the option -javaagent wants; the class itself is found on the class path. */
    static Path jar(Path folder) {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", ClockAgent.class.getName());
        var file = folder.resolve("clock-agent.jar");
        try (var out = Files.newOutputStream(file);
                var jar = new JarOutputStream(out, manifest)) {
            jar.finish();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public byte @Nullable [] transform(
            @Nullable ClassLoader loader,
            String name,
            @Nullable Class<?> redefined,
            @Nullable ProtectionDomain domain,
            byte[] classFile) {
        boolean ours = name.startsWith("io/taurine/") && !name.startsWith("io/taurine/benchmark/");
        try {
            return ours ? withMovedClock(classFile) : null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte @Nullable [] withMovedClock(byte[] classFile) throws IOException {
        var pool = Pool.read(classFile);
        var moved = new HashMap<Integer, byte[]>();
        for (int i = 1; i < pool.count; i++) {
            if (pool.isMethod(i) && pool.isClock(i)) {
                moved.put(i, pool.methodOf(pool.count + 1, i));
            }
        }
        return moved.isEmpty() ? null : pool.write(classFile, moved);
    }

    /** The constant pool of a class file. Entries are kept as they are, tag included. */
    private static final class Pool {
        private static final int HEADER = 8; // magic, minor and major version
        private final int count;
        private final byte[][] entries;
        private final String[] texts;
        private int end;

        private Pool(int count) {
            this.count = count;
            this.entries = new byte[count][];
            this.texts = new String[count];
        }

        static Pool read(byte[] classFile) throws IOException {
            var in = new DataInputStream(new ByteArrayInputStream(classFile));
            in.skipBytes(HEADER);
            var pool = new Pool(in.readUnsignedShort());
            int at = HEADER + 2;
            for (int i = 1; i < pool.count; i++) {
                int tag = classFile[at];
                int length = switch (tag) {
                    case 1 -> 3 + (((classFile[at + 1] & 0xff) << 8) | (classFile[at + 2] & 0xff));
                    case 3, 4, 9, 10, 11, 12, 17, 18 -> 5;
                    case 5, 6 -> 9;
                    case 15 -> 4;
                    case 7, 8, 16, 19, 20 -> 3;
                    default -> throw new IOException("unknown constant " + tag);
                };
                pool.entries[i] = Arrays.copyOfRange(classFile, at, at + length);
                if (tag == 1) {
                    pool.texts[i] =
                            new DataInputStream(new ByteArrayInputStream(pool.entries[i], 1, length - 1)).readUTF();
                }
                at += length;
                if (tag == 5 || tag == 6) {
                    i++; // long and double take two places
                }
            }
            pool.end = at;
            return pool;
        }

        private int number(int entry, int offset) {
            return ((entries[entry][offset] & 0xff) << 8) | (entries[entry][offset + 1] & 0xff);
        }

        boolean isMethod(int i) {
            return entries[i] != null && (entries[i][0] == 10 || entries[i][0] == 11);
        }

        boolean isClock(int i) {
            var owner = texts[number(number(i, 1), 1)];
            var name = texts[number(number(i, 3), 1)];
            var signature = texts[number(number(i, 3), 3)];
            return name.equals(CLOCKS.get(owner)) && signature.equals(SIGNATURES.get(name));
        }

        /** The same name and signature of another class; of a class, though the old one may be an interface. */
        byte[] methodOf(int owner, int i) {
            return new byte[] {10, (byte) (owner >> 8), (byte) owner, entries[i][3], entries[i][4]};
        }

        byte[] write(byte[] classFile, Map<Integer, byte[]> changed) throws IOException {
            var bytes = new ByteArrayOutputStream();
            var out = new DataOutputStream(bytes);
            out.write(classFile, 0, HEADER);
            out.writeShort(count + 2);
            for (int i = 1; i < count; i++) {
                if (entries[i] != null) {
                    out.write(changed.getOrDefault(i, entries[i]));
                }
            }
            out.writeByte(1);
            out.writeUTF(MOVED);
            out.writeByte(7);
            out.writeShort(count);
            out.write(classFile, end, classFile.length - end);
            return bytes.toByteArray();
        }
    }
}
