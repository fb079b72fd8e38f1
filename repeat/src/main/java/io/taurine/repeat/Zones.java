package io.taurine.repeat;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Time zones as text, exactly those BullMQ understands: IANA names in any case, {@code UTC}, {@code GMT}, the old three-letter
 * names such as {@code EST}, and {@code UTC+3} or {@code UTC+5:30}. Not {@code +02:00}, not {@code Z}, not nothing.
 */
public final class Zones {

    private static final String ALLOWED =
            "use an IANA name such as Europe/Berlin, UTC, GMT, a name such as EST, or an offset such as UTC+3 or UTC+5:30";
    private static final Pattern OFFSET =
            Pattern.compile("UTC([+-])(\\d{1,2})(?::(\\d{2}))?", Pattern.CASE_INSENSITIVE);

    private static final Map<String, ZoneId> BY_NAME = names();

    private Zones() {}

    private static Map<String, ZoneId> names() {
        var names = new TreeMap<String, ZoneId>(String.CASE_INSENSITIVE_ORDER);
        // Java reads the old three-letter names only on request; EST, MST and HST are plain offsets there, as in ICU.
        ZoneId.SHORT_IDS.forEach((name, meaning) -> names.put(name, ZoneId.of(meaning)));
        for (var id : ZoneId.getAvailableZoneIds()) {
            names.put(id, ZoneId.of(id));
        }
        return names;
    }

    /**
     * The zone of that name.
     *
     * @throws IllegalArgumentException if it is empty or BullMQ would not know it; also for {@code local} and {@code system},
     *     which mean another zone in each process
     */
    public static ZoneId parse(String text) {
        Objects.requireNonNull(text, "text");
        if (isLocal(text)) {
            throw new IllegalArgumentException(
                    "zone '" + text + "' differs from process to process and must not be stored; " + ALLOWED);
        }
        return known(text);
    }

    /**
     * As {@link #parse(String)} for a zone somebody else stored: {@code local} and {@code system} are {@code ours}, which is how
     * BullMQ reads them.
     */
    public static ZoneId read(String text, ZoneId ours) {
        Objects.requireNonNull(ours, "ours");
        return isLocal(text) ? ours : known(text);
    }

    /**
     * The text that {@link #parse(String)} and BullMQ read back as {@code zone}: its IANA name, or {@code UTC+3} for an offset.
     *
     * @throws IllegalArgumentException if the zone is an offset with seconds, which has no such text
     */
    public static String text(ZoneId zone) {
        Objects.requireNonNull(zone, "zone");
        if (BY_NAME.containsKey(zone.getId())) {
            return zone.getId();
        }
        // What is not an IANA name is an offset: +02:00, UTC+02:00, GMT+2, UT, Z.
        if (!zone.getRules().isFixedOffset()) {
            throw new IllegalArgumentException("zone '" + zone + "' is not known to BullMQ; " + ALLOWED);
        }
        return text(zone.getRules().getOffset(Instant.EPOCH));
    }

    private static String text(ZoneOffset offset) {
        int seconds = offset.getTotalSeconds();
        if (seconds % 60 != 0) {
            throw new IllegalArgumentException("zone offset must be whole minutes, was " + offset);
        }
        if (seconds == 0) {
            return "UTC";
        }
        int minutes = Math.abs(seconds) / 60;
        var hours = "UTC" + (seconds < 0 ? '-' : '+') + minutes / 60;
        return minutes % 60 == 0 ? hours : hours + String.format(Locale.ROOT, ":%02d", minutes % 60);
    }

    static ZoneId requireNamed(ZoneId zone) {
        text(zone);
        return zone;
    }

    private static boolean isLocal(String text) {
        return text.equalsIgnoreCase("local") || text.equalsIgnoreCase("system");
    }

    private static ZoneId known(String text) {
        var named = BY_NAME.get(text);
        if (named != null) {
            return named;
        }
        var offset = OFFSET.matcher(text);
        if (!offset.matches()) {
            throw new IllegalArgumentException("zone '" + text + "' is not known; " + ALLOWED);
        }
        int sign = offset.group(1).equals("-") ? -1 : 1;
        int hours = Integer.parseInt(offset.group(2));
        int minutes = offset.group(3) == null ? 0 : Integer.parseInt(offset.group(3));
        try {
            return ZoneId.ofOffset("UTC", ZoneOffset.ofHoursMinutes(sign * hours, sign * minutes));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "zone '" + text + "' is out of range, offsets go from UTC-18 to UTC+18", e);
        }
    }
}
