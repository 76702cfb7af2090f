"""Many names for few things: kinds of dogs, makes of boats, shades of red.

Thirty words for a thing teach thirty words; from a hundred the network learns what the sentence encoder puts near each
other. Everything here is taught in addition to `wordings.py`; like there, no word of the evaluation's own list occurs.
Names that mean two of the world's things (olive, peach, crane) are left out or carry what tells them apart.
"""

from __future__ import annotations

Words = dict[str, tuple[str, ...]]


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.replace("\n", " ").split(","))


SUBJECTS: Words = {
    "car": _names("""coupe, SUV, off-roader, police car, race car, rental car, electric car, old-timer, vintage car,
        minivan, estate car, four-wheel drive, hot rod, muscle car, supercar, compact car, company car,
        Volkswagen, Toyota, Ford, BMW, Mercedes, Porsche, Ferrari, Fiat, Honda, Volvo, Tesla, Beetle,
        cab, minicab, wagon, cabriolet, dragster, patrol car, getaway car, tiny car, city car,
        two-seater"""),
    "bus": _names("""articulated bus, bendy bus, night bus, motor bus, airport bus, express bus, sightseeing bus,
        Greyhound         bus, low-floor bus, hop-on hop-off bus, local bus, country bus, old bus,
        electric bus, party bus, rail         replacement bus, bus full of passengers, intercity bus,
        charter bus, park-and-ride bus"""),
    "train": _names("""high-speed train, bullet train, suburban train, metro train, subway train, intercity train, mail
        train, coal train, cargo train, narrow-gauge train, mountain railway, monorail, sleeper
        train, royal         train, diesel train, electric train, underground train, regional express,
        rack railway, streetcar, row         of railway cars, railway carriages, light rail, elevated
        train, maglev"""),
    "boat": _names("""cutter, motorboat, speedboat, tugboat, lifeboat, frigate, clipper, brig, dhow, junk, felucca,
        gondola, kayak, raft, punt, skiff, trawler, ferry, steamer, paddle steamer, freighter, tanker,
        houseboat, longship, trireme, windjammer, two-master, cabin cruiser, lugger, warship,
        merchantman, motor launch, yawl, pinnace, caravel, ark"""),
    "balloon": _names("""captive balloon, passenger balloon, weather balloon, Montgolfier balloon, balloon in the air,
        inflated         balloon, helium balloon, balloon and basket, observation balloon, tethered
        balloon, barrage         balloon, toy balloon, party balloon, birthday balloon"""),
    "bird": _names("""gull, albatross, owl, vulture, condor, kite hawk, heron, pelican, flamingo, swan, nightingale,
        lark, thrush, magpie, jackdaw, jay, woodpecker, cuckoo, starling, wren, wagtail, kingfisher,
        hummingbird, budgerigar, cockatoo, toucan, canary bird, nuthatch, bluetit, chickadee, cardinal
        bird, oriole, warbler, puffin, cormorant, tern, ibis, osprey, buzzard, kestrel, harrier, rook,
        grouse, pheasant, partridge, quail, migratory bird, bird of prey, fledgling, flyer with feathers"""),
    "dog": _names("""german shepherd, pointer, setter, greyhound, whippet, dalmatian, rottweiler, dobermann, boxer
        dog, mastiff, great dane, saint bernard, bernese mountain dog, newfoundland dog, chihuahua, pug,
        pekinese, maltese dog, shih tzu, schnauzer, airedale, samoyed, malamute, chow chow, akita, shiba
        inu, basset, bloodhound, foxhound, wolfhound, afghan, saluki, borzoi, vizsla, weimaraner, cocker
        spaniel, jack         russell, yorkie, pit bull, stray dog, guard dog, guide dog, sled dog,
        hunting dog, lapdog, mongrel, bitch with a collar, whelp, police dog, furry dog, barking dog"""),
    "person": _names("""teenager, adult, toddler, grandmother, grandfather, mother, father, sister, brother, uncle,
        aunt, nurse, doctor, teacher, policeman, soldier, sailor, fisherman, postman, baker, butcher,
        painter, actor, actress, singer, dancer, athlete, jogger, pilgrim, shepherd boy, cowboy, monk,
        nun, priest, king, queen, prince, princess, knight, beggar, tramp, student, schoolgirl,
        schoolboy, worker, builder, engineer, scientist, businessman, clerk, thief, detective,
        photographer, wanderer, passer-by, somebody, someone, stranger, villager, citizen, fellow,
        youngster, bride, groom, chef, waiter"""),
    "ball": _names("""soccer ball, handball, golf ball, cricket ball, snooker ball, bowling ball, medicine ball,
        ping-pong         ball, leather ball, inflatable ball, foam ball, exercise ball, gym ball, cue
        ball, croquet ball, rubber         toy ball, child's ball, shiny ball"""),
    "rocket": _names("""carrier rocket, launch vehicle, space vehicle, space capsule, Saturn V, Soyuz, Ariane, V2,
        Apollo         rocket, space launcher, two-stage rocket, ballistic rocket, rocket with fins,
        test rocket, model rocket, lunar rocket, orbital rocket, space launch system, signal rocket, toy
        rocket, Mars rocket, multi-stage         rocket, sounding rocket"""),
}
COLOURS: Words = {
    "red": _names("""rosso, cadmium red, tomato red, wine-red, lipstick red, rose-red, lava red, Ferrari red,
        pillar-box red, poppy-red, raspberry-coloured, cranberry-coloured, cinnabar, garnet, claret,
        oxblood, Venetian red, deep         red, signal red, rubicund, blood-coloured, traffic-light
        red, rosy red, red-painted, flame-red, fiery         red, lobster-red, currant-coloured,
        cochineal, Chinese red, alizarin"""),
    "orange": _names("""cantaloupe-coloured, terracotta, sienna, persimmon, papaya-coloured, safety orange, cadmium
        orange, Halloween orange, monarch-butterfly orange, traffic-cone orange, orange-painted, deep
        orange, light         orange, neon orange, sunset-coloured, salmon-orange, paprika-coloured,
        squash-coloured, melon-orange, clementine, kumquat, bittersweet orange, Dutch orange,
        cheddar-coloured, fox-coloured"""),
    "yellow": _names("""flaxen, maize, sulphur-yellow, primrose, daffodil-yellow, buttercup-yellow, dandelion-yellow,
        cadmium         yellow, chrome yellow, blond, cornsilk, lemony, buttery, custard-coloured,
        egg-yolk yellow, light         yellow, deep yellow, neon yellow, vanilla-yellow, wheat-coloured,
        taxi-yellow, school-bus yellow, yellow-painted, citron, goldenrod, jonquil, mimosa,
        quince-yellow, pineapple-coloured, chick-yellow"""),
    "green": _names("""chartreuse, malachite, sage green, forest green, hunter green, sea-green, spring green,
        parsley-green, fern-green, cucumber-green, clover-green, pistachio, lettuce-green, celadon,
        verdant, shamrock green, army green, racing green, kelly green, neon green, deep green,
        cactus-green, frog-green, spinach-green, basil-green, green-painted, lincoln green, ivy-green,
        broccoli-coloured, kiwi-green, cabbage-green, laurel-green, pine green, asparagus, artichoke
        green, viridescent"""),
    "blue": _names("""Prussian blue, powder blue, electric blue, ocean-blue, periwinkle blue, lapis lazuli, cyan,
        aqua, aquamarine, peacock-blue, Oxford blue, Cambridge blue, slate-blue, ice-blue, forget-me-not
        blue, gentian-blue, blueberry-coloured, deep blue, pale blue, bright blue, jeans-coloured, Delft
        blue, Persian         blue, woad, smalt, blue-painted, sea-blue, robin-egg blue, Wedgwood blue,
        petrol blue, ink-blue, bluebell-coloured, glacier-blue, Egyptian blue"""),
    "purple": _names("""heliotrope, wisteria, fuchsia, thistle-coloured, eggplant-coloured, blackberry-coloured,
        boysenberry, beetroot-coloured, Tyrian purple, byzantium, royal purple, deep purple, light
        purple, pale purple, neon         purple, iris-coloured, pansy-purple, crocus-purple,
        hyacinth-purple, purple-painted, imperial purple, prune-coloured, fig-coloured, sugarplum, plum,
        aubergine-coloured, mallow, bishop's purple, elderberry-coloured, cassis-coloured"""),
    "white": _names("""milk-white, lily-white, eggshell, off-white, paper-white, whitewashed, white-painted, ghostly
        white, swan-white, marble-white, sugar-white, salt-white, bright white, titanium white, zinc
        white, lead white, plain white, dove-white, albino, bridal white, cloud-white, linen-white,
        colourless white, blanched, hoary, foam-white, rice-coloured, coconut-white, wool-white,
        daisy-white, white as a sheet"""),
}
