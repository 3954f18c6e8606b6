// The people of the stand-in: two tenants, accounts with and without an address.
export const PEOPLE = [
  {
    oid: "00000000-0000-0000-66f3-3332eca7ea81",
    tid: "9188040d-6c67-4c5b-b112-36a304b66dad",
    name: "Marie Tremblay",
    preferred_username: "marie.tremblay@exemple.quebec",
    email: "marie.tremblay@exemple.quebec",
  },
  {
    oid: "3f1c2a68-5d0c-4b8e-9a44-0f6f8a1f2b10",
    tid: "9188040d-6c67-4c5b-b112-36a304b66dad",
    name: "Jean Gagnon",
    preferred_username: "jean.gagnon@personnel.exemple.quebec",
  },
  {
    oid: "8d5b9c0e-71f2-4a63-8c8e-2b9a4d6e7f01",
    tid: "b5d2a6a1-9c25-4f6e-a6f1-3d0a5c4f9b11",
    name: "Zoé Roy, école secondaire",
    preferred_username: "zoe.roy@ecole.exemple.quebec",
    email: "marie.tremblay@exemple.quebec",
  },
];
