package org.pop3spec.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import org.pop3spec.result.Level;
import org.pop3spec.result.Persona;
import org.pop3spec.scenario.FrontMatter;
import org.pop3spec.scenario.ScenarioLibrary.Listed;
import org.pop3spec.scenario.Touch;

/** The list of scenarios for programs. */
final class ListJson {
    private record Line(
            String id,
            String title,
            Level level,
            Optional<String> spec,
            Optional<String> url,
            String requirement,
            List<String> covers,
            String impact,
            Optional<String> mailbox,
            List<String> touches,
            List<String> requires,
            List<String> unless,
            Optional<String> channel,
            List<String> dependsOn,
            List<String> tags,
            List<String> aliases,
            boolean slow,
            List<String> faults,
            Optional<Persona> persona) {
        static Line of(Listed listed) {
            FrontMatter header = listed.header();
            return new Line(
                    listed.id(),
                    header.title(),
                    header.level(),
                    header.spec().map(Object::toString),
                    header.spec().flatMap(spec -> spec.url()),
                    header.requirement(),
                    header.covers(),
                    header.impact(),
                    header.mailbox(),
                    header.touches().stream().sorted().map(Touch::word).toList(),
                    header.requires(),
                    header.unless(),
                    header.channel().map(channel -> channel.word()),
                    header.dependsOn(),
                    header.tags(),
                    header.aliases(),
                    header.slow(),
                    header.faults(),
                    header.persona());
        }
    }

    void write(List<Listed> listed, PrintStream out) throws IOException {
        JsonMapper mapper = JsonMapper.builder()
                .addModule(new Jdk8Module())
                .enable(SerializationFeature.INDENT_OUTPUT)
                .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                .build();
        mapper.writeValue(out, listed.stream().map(Line::of).toList());
        out.println();
        out.flush();
    }
}
