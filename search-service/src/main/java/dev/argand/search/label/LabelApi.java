package dev.argand.search.label;

import dev.argand.schemas.avro.Label;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.KafkaException;

/**
 * The desk over HTTP. {@code POST /api/labels} takes one label or an array of them and answers 201
 * with {@code {"labelIds": [...]}}, all or none; {@code DELETE /api/labels/SOURCE/ID?who=} takes
 * one back and answers 204.
 *
 * <p>What is wrong is answered with {@code {"error": LINE}}: 400 for a wrong label, 413 for a body
 * over 16 MiB, 503 when Kafka does not take it.
 */
public final class LabelApi {
  private static final int MOST_BYTES = 16 << 20;

  private final LabelDesk desk;

  private LabelApi(LabelDesk desk) {
    this.desk = desk;
  }

  /** Adds the routes to a server. */
  public static void register(Javalin server, LabelDesk desk) {
    LabelApi api = new LabelApi(desk);
    server.post("/api/labels", api::give);
    server.delete("/api/labels/{source}/<id>", api::withdraw);
  }

  private void give(Context context) {
    try {
      byte[] body = body(context);
      if (body.length > MOST_BYTES) {
        error(context, 413, "body: at most 16777216 bytes were expected");
        return;
      }
      List<LabelDraft> drafts = LabelJson.drafts(body);
      List<Label> given =
          drafts.size() == 1 ? List.of(desk.give(drafts.get(0))) : desk.giveAll(drafts);
      context.status(201).json(Map.of("labelIds", given.stream().map(Label::getLabelId).toList()));
    } catch (LabelException e) {
      error(context, 400, String.valueOf(e.getMessage()));
    } catch (KafkaException e) {
      error(context, 503, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      error(context, 400, "body: it could not be read");
    }
  }

  private void withdraw(Context context) {
    String who = context.queryParam("who");
    try {
      desk.withdraw(context.pathParam("source"), context.pathParam("id"), who == null ? "" : who);
      context.status(204);
    } catch (LabelException e) {
      error(context, 400, String.valueOf(e.getMessage()));
    } catch (KafkaException e) {
      error(context, 503, String.valueOf(e.getMessage()));
    }
  }

  /** The whole body up to a byte more than may come: many labels exceed the server's own limit. */
  private static byte[] body(Context context) throws IOException {
    try (InputStream in = context.bodyInputStream()) {
      return in.readNBytes(MOST_BYTES + 1);
    }
  }

  private static void error(Context context, int status, String line) {
    context.status(status).json(Map.of("error", line));
  }
}
