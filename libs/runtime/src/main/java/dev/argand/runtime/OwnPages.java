package dev.argand.runtime;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a server on loopback that has no token objects to: whatever a page of another site has a
 * browser of this machine send to it. A browser names that site in {@code Origin}, and sends a name
 * of that site as {@code Host} where the site makes its own name point to loopback (DNS rebinding).
 * Programs send no {@code Origin}, and what they name is the loopback address that they connect to.
 *
 * <p>No name is looked up: whoever owns it says what it points to. Immutable.
 */
final class OwnPages {
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|.+\\.localhost|127(\\.[0-9]{1,3}){3}|\\[(::1|0:0:0:0:0:0:0:1)]");
  private static final Pattern PORT = Pattern.compile(":[0-9]*$");

  private final String ownHost;

  /**
   * Of a server.
   *
   * @param host where it listens, by name or address
   */
  OwnPages(String host) {
    ownHost = host.toLowerCase(Locale.ROOT);
  }

  /**
   * Why a request is refused, in one line, if it is.
   *
   * @param isReading whether it changes nothing
   * @param host its header, null where it has none, as HTTP/1.0 allows
   * @param origin its header, null where it has none
   */
  Optional<String> objection(boolean isReading, @Nullable String host, @Nullable String origin) {
    if (host != null && !isLoopback(host)) {
      return Optional.of(
          "Host: a loopback address like localhost was expected, since there is no token; was "
              + host);
    }
    if (isReading || origin == null || (host != null && isOf(host, origin))) {
      return Optional.empty();
    }
    return Optional.of(
        "Origin: http://%s or none was expected, since there is no token; was %s"
            .formatted(host, origin));
  }

  private boolean isLoopback(String authority) {
    String name = PORT.matcher(authority.toLowerCase(Locale.ROOT)).replaceFirst("");
    return name.equals(ownHost) || LOOPBACK.matcher(name).matches();
  }

  /** One port speaks one of the two, and a proxy before it may speak the other. */
  private static boolean isOf(String host, String origin) {
    return origin.equalsIgnoreCase("http://" + host) || origin.equalsIgnoreCase("https://" + host);
  }
}
