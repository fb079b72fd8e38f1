package io.taurine.queue.listing;

/**
 * Behind which member of a sorted set a page begins.
 *
 * @param score as Redis writes it; empty for the beginning
 */
record SetPlace(String score, String id) {

    static SetPlace parse(String place) {
        if (place.isEmpty()) {
            return new SetPlace("", "");
        }
        var space = place.indexOf(' ');
        if (space < 0 || !place.substring(0, space).matches("-?[0-9.]{1,30}(e[+-]?[0-9]{1,3})?")) {
            throw new IllegalArgumentException("There is no such place in this list: " + place);
        }
        return new SetPlace(place.substring(0, space), place.substring(space + 1));
    }

    @Override
    public String toString() {
        return score + " " + id;
    }
}
