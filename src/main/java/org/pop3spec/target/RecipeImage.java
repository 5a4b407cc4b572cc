package org.pop3spec.target;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.BuildImageCmd;
import com.github.dockerjava.api.command.BuildImageResultCallback;
import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.BuildResponseItem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The image of a recipe. Its tag is made from the files that it is built from: what did not change is not built again,
 * and no older image is taken for a newer one.
 */
final class RecipeImage {
    private static final int LIMIT_MINUTES = 15;
    private static final int TAG_OCTETS = 6;

    private static final String RELEASE = "RELEASE";

    private final ContainerRecipe recipe;
    private final Optional<String> release;
    private final DockerClient docker;
    private final LaunchGate gate;

    /**
     * @param release of Debian that its Dockerfile is told; empty where that asks for none
     * @param gate breaks a build off when it closes
     */
    RecipeImage(ContainerRecipe recipe, Optional<String> release, DockerClient docker, LaunchGate gate) {
        this.recipe = recipe;
        this.release = release;
        this.docker = docker;
        this.gate = gate;
    }

    /**
     * Builds it if it is not there.
     *
     * @return its name and tag
     * @throws UnusableTarget when it cannot be built
     */
    String name() throws UnusableTarget {
        String name = "pop3spec/" + recipe.imageName() + ":" + tag();
        if (!exists(name)) {
            build(name);
        }
        return name;
    }

    private String tag() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String file : recipe.image()) {
                digest.update(file.getBytes(StandardCharsets.UTF_8));
                digest.update(recipe.files().read(file));
            }
            release.ifPresent(chosen -> digest.update(chosen.getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().formatHex(digest.digest(), 0, TAG_OCTETS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private boolean exists(String name) {
        try {
            docker.inspectImageCmd(name).exec();
            return true;
        } catch (NotFoundException e) {
            return false;
        }
    }

    private void build(String name) throws UnusableTarget {
        LastLines log = new LastLines();
        try {
            Path context = Files.createTempDirectory("pop3spec-image");
            try {
                for (String file : recipe.image()) {
                    Path copy = context.resolve(file);
                    Files.createDirectories(Objects.requireNonNull(copy.getParent()));
                    Files.write(copy, recipe.files().read(file));
                }
                build(name, context, log);
            } finally {
                Leash.remove(context);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the files of an image cannot be written", e);
        }
    }

    private void build(String name, Path context, LastLines log) throws UnusableTarget {
        BuildImageResultCallback progress = new BuildImageResultCallback() {
            @Override
            public void onNext(BuildResponseItem item) {
                if (item.getStream() != null) {
                    log.add(item.getStream());
                }
                super.onNext(item);
            }
        };
        try {
            BuildImageCmd command = docker.buildImageCmd(context.toFile())
                    .withTags(Set.of(name))
                    .withForcerm(true);
            release.ifPresent(chosen -> command.withBuildArg(RELEASE, chosen));
            command.exec(progress);
            gate.breaks(progress);
            progress.awaitImageId(LIMIT_MINUTES, TimeUnit.MINUTES);
        } catch (DockerException | DockerClientException e) {
            String last = log.joined();
            throw new UnusableTarget("the image for " + recipe.name() + " cannot be built: " + RootCause.line(e)
                    + (last.isEmpty() ? "" : "; last lines: " + last));
        } finally {
            gate.spares(progress);
        }
    }
}
