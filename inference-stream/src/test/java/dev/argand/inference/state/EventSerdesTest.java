package dev.argand.inference.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.List;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.Test;

class EventSerdesTest {
  private static final OpenEvent EVENT =
      new OpenEvent("dog", 3, 5, 2, 1_024, 4_096, 7, 8, 0.75f, 1.5, 0.5f, "m", 9, 10, true, false);

  private final Serde<SourceEvents> serde = EventSerdes.events();

  @Test
  void events_haveTheReleasedBytes() {
    SourceEvents events =
        new SourceEvents(
            "s1",
            "ab".repeat(32),
            16_000,
            List.of(EVENT, EVENT.written(true)),
            List.of(new Cooldown("bell", Cooldown.ANOTHER_SESSION, 12)));
    String event =
        "0003646f67"
            + "00016d"
            + "0000000000000003"
            + "0000000000000005"
            + "0000000000000400"
            + "0000000000001000"
            + "0000000000000007"
            + "0000000000000008"
            + "00000002"
            + "3fe8000000000000"
            + "3ff8000000000000"
            + "3fe0000000000000"
            + "00000009"
            + "000000000000000a";
    String v1 =
        "01"
            + "00027331"
            + "ab".repeat(32)
            + "00003e80"
            + "0002"
            + event
            + "01"
            + event
            + "03"
            + "0001"
            + "000462656c6c"
            + "ffffffffffffffff"
            + "000000000000000c";
    assertThat(HexFormat.of().formatHex(serde.serializer().serialize("t", events))).isEqualTo(v1);
    assertThat(read(v1)).isEqualTo(events);
  }

  @Test
  void nearMisses_haveTheReleasedBytes() {
    NearMiss miss =
        new NearMiss("dog", 3, 5_120, 4, 1_024, 4_096, 7, 0.75f, 0.5f, "m", 9, 10, true);
    SourceEvents events =
        new SourceEvents("s1", "ab".repeat(32), 16_000, List.of(), List.of(), List.of(miss));
    String v2 =
        "02"
            + "00027331"
            + "ab".repeat(32)
            + "00003e80"
            + "0000"
            + "0000"
            + "0001"
            + "0003646f67"
            + "00016d"
            + "0000000000000003"
            + "0000000000001400"
            + "0000000000000004"
            + "0000000000000400"
            + "0000000000001000"
            + "0000000000000007"
            + "3fe8000000000000"
            + "3fe0000000000000"
            + "00000009"
            + "000000000000000a"
            + "01";
    assertThat(HexFormat.of().formatHex(serde.serializer().serialize("t", events))).isEqualTo(v2);
    assertThat(read(v2)).isEqualTo(events);
  }

  @Test
  void events_ofAnotherVersion_areRefused() {
    assertThatThrownBy(() -> read("03"))
        .isInstanceOf(SerializationException.class)
        .hasMessage("events must have version 1 to 2, has 3");
  }

  private SourceEvents read(String hex) {
    return serde.deserializer().deserialize("t", HexFormat.of().parseHex(hex));
  }
}
