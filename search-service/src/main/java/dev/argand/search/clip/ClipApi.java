package dev.argand.search.clip;

import dev.argand.schemas.ClipId;
import dev.argand.schemas.avro.ClipCut;
import dev.argand.schemas.avro.ClipKind;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;

/**
 * The clips over HTTP. {@code GET /api/clips} answers with an array of {@link ClipFacts}, the
 * newest audio first: at most 500, or {@code ?limit=}, and of one {@code kind}, {@code source} or
 * {@code label} if that is asked for. {@code GET /api/clips/SHA256.wav} answers with the audio.
 *
 * <p>What is wrong is answered with {@code {"error": LINE}}: 400 for a wrong question, 404 for a
 * clip that is not kept, 503 when Kafka is away.
 */
public final class ClipApi {
  private static final int MOST = 500;
  private static final int GREATEST_MOST = 10_000;

  private final Supplier<List<ClipCut>> clips;
  private final List<ClipStore> stores;

  private ClipApi(Supplier<List<ClipCut>> clips, List<ClipStore> stores) {
    this.clips = clips;
    this.stores = stores;
  }

  /**
   * Adds the routes to a server.
   *
   * @param clips what stands on {@code clips} now, the newest audio first
   * @param stores where their files are
   */
  public static void register(
      Javalin server, Supplier<List<ClipCut>> clips, List<ClipStore> stores) {
    ClipApi api = new ClipApi(clips, List.copyOf(stores));
    server.get("/api/clips", api::list);
    server.get("/api/clips/{sha256}.wav", api::audio);
  }

  private void list(Context context) {
    String kind = context.queryParam("kind");
    Optional<ClipKind> wanted = kind == null ? Optional.empty() : ClipId.kind(kind);
    if (kind != null && wanted.isEmpty()) {
      error(context, 400, "kind: one of %s was expected, was %s".formatted(ClipId.KINDS, kind));
      return;
    }
    String limit = context.queryParam("limit");
    if (limit != null && !(limit.matches("\\d{1,5}") && most(limit) <= GREATEST_MOST)) {
      error(context, 400, "limit: 0 to 10000 was expected, was " + limit);
      return;
    }
    String source = context.queryParam("source");
    String label = context.queryParam("label");
    try {
      context.json(
          clips.get().stream()
              .filter(clip -> wanted.isEmpty() || clip.getKind() == wanted.get())
              .filter(clip -> source == null || clip.getSourceId().equals(source))
              .filter(clip -> label == null || clip.getLabel().equals(label))
              .limit(limit == null ? MOST : most(limit))
              .map(ClipFacts::of)
              .toList());
    } catch (KafkaException e) {
      error(context, 503, String.valueOf(e.getMessage()));
    }
  }

  private void audio(Context context) {
    String sha256 = context.pathParam("sha256");
    if (!ClipStore.isName(sha256)) {
      error(context, 400, "64 lower-case hexadecimal digits were expected, was " + sha256);
      return;
    }
    for (ClipStore store : stores) {
      Path file = store.path(sha256);
      if (Files.isRegularFile(file)) {
        try {
          context.contentType("audio/wav").result(Files.readAllBytes(file));
          return;
        } catch (IOException e) {
          // It went just now: it is not kept.
          break;
        }
      }
    }
    error(context, 404, "no clip of SHA-256 %s is kept".formatted(sha256));
  }

  private static int most(String limit) {
    return Integer.parseInt(limit);
  }

  private static void error(Context context, int status, String line) {
    context.status(status).json(Map.of("error", line));
  }
}
