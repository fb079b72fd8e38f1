package io.taurine.inline.internal.memory;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A sorted set: members by score, and by their text where scores are equal. */
final class SortedSet {

    /** One element. */
    record Member(String name, double score) {}

    private static final Comparator<Member> ORDER =
            Comparator.comparingDouble(Member::score).thenComparing(Member::name);

    private final Map<String, Member> byName = new HashMap<>();
    private final TreeSet<Member> ordered = new TreeSet<>(ORDER);

    int size() {
        return byName.size();
    }

    @Nullable
    Double score(String name) {
        var member = byName.get(name);
        return member == null ? null : member.score();
    }

    void put(String name, double score) {
        remove(name);
        var member = new Member(name, score);
        byName.put(name, member);
        ordered.add(member);
    }

    boolean remove(String name) {
        var member = byName.remove(name);
        return member != null && ordered.remove(member);
    }

    /** From one place to the other, both included, negative ones from the end. */
    List<Member> range(long from, long to, boolean highestFirst) {
        var first = Math.max(0, from < 0 ? from + size() : from);
        var last = Math.min(size() - 1L, to < 0 ? to + size() : to);
        var members = highestFirst ? ordered.descendingSet() : ordered;
        return first > last
                ? List.of()
                : members.stream().skip(first).limit(last - first + 1).toList();
    }

    /** Those whose score is so much or more, lowest first. */
    Stream<Member> atLeast(double score) {
        return ordered.tailSet(new Member("", score)).stream();
    }
}
